using System.Globalization;
using Descent.Training;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Proofs;

/// <summary>What a finding suggests, as a change of a run's plan that a fork can try.</summary>
internal static class PlanChange
{
    /// <summary>
    /// The plan with the options changed that a fork can try: learning rate, weight decay, clip norm, batch size, chunk size, optimizer. The words of others are left out,
    /// such as those that change no number (workers), when a run ends (early stop), or what its loss means (label smoothing).
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="words">Options and their values in turn, for example ["--learning-rate", "0.0005"].</param>
    /// <param name="tried">Those that were changed, as words.</param>
    public static TrainingPlan Apply(TrainingPlan plan, IReadOnlyList<string> words, out IReadOnlyList<string> tried)
    {
        List<string> known = [];
        for (int i = 0; i + 1 < words.Count; i += 2)
        {
            if (Change(plan, words[i], words[i + 1]) is { } changed)
            {
                plan = changed;
                known.AddRange([words[i], words[i + 1]]);
            }
        }

        tried = known;
        return plan;
    }

    /// <summary>The options with batches of another size, and chunks that are no larger.</summary>
    public static TrainingOptions WithBatchSize(TrainingOptions options, int size) => options with { BatchSize = size, ChunkSize = Math.Min(options.ChunkSize, size) };

    private static TrainingPlan? Change(TrainingPlan plan, string option, string value)
    {
        double number = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : double.NaN;
        return option switch
        {
            "--learning-rate" => plan with { Optimizer = plan.Optimizer with { LearningRate = number } },
            "--weight-decay" => plan with { Optimizer = plan.Optimizer with { WeightDecay = number } },
            "--clip-norm" => plan with { Training = plan.Training with { ClipNorm = number } },
            "--batch-size" => plan with { Training = WithBatchSize(plan.Training, (int)number) },
            "--chunk-size" => plan with { Training = plan.Training with { ChunkSize = (int)number } },
            "--optimizer" when value != plan.Optimizer.Name => plan with { Optimizer = OptimizerCatalog.Create(value) },
            _ => null,
        };
    }
}
