using System.Globalization;
using Descent.Training;

namespace Descent.Doctor.Proofs;

/// <summary>What a finding suggests, as a change of a run's plan that a fork can try.</summary>
internal static class PlanChange
{
    /// <summary>The plan with the options changed that a fork knows: learning rate, weight decay, clip norm. The words that it does not know are left out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="words">Options and their values in turn, for example ["--learning-rate", "0.0005"].</param>
    /// <param name="tried">Those that were changed, as words.</param>
    public static TrainingPlan Apply(TrainingPlan plan, IReadOnlyList<string> words, out IReadOnlyList<string> tried)
    {
        List<string> known = [];
        for (int i = 0; i + 1 < words.Count; i += 2)
        {
            double value = double.Parse(words[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture);
            TrainingPlan? changed = words[i] switch
            {
                "--learning-rate" => plan with { Optimizer = plan.Optimizer with { LearningRate = value } },
                "--weight-decay" => plan with { Optimizer = plan.Optimizer with { WeightDecay = value } },
                "--clip-norm" => plan with { Training = plan.Training with { ClipNorm = value } },
                _ => null,
            };
            if (changed is not null)
            {
                plan = changed;
                known.AddRange([words[i], words[i + 1]]);
            }
        }

        tried = known;
        return plan;
    }
}
