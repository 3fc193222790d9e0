using System.Globalization;
using System.Text.Json.Serialization;
using Descent.Data;
using Descent.Doctor.Checks;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Forks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Proofs;

/// <summary>A finding's suggestion, tried: forks of the run with and without it, over the same batches.</summary>
/// <param name="Finding">What suggested it.</param>
/// <param name="Options">What was changed, as words for the command line.</param>
/// <param name="FirstStep">Updates that had been made where both forks begin; 0 for the initial weights.</param>
/// <param name="Steps">Steps that each made.</param>
/// <param name="Training">What it does to the loss of the batches that they were trained on.</param>
/// <param name="Validation">What it does to the loss of examples that they were not trained on; null where there are too few, or a fork was not finite.</param>
public sealed record Counterfactual(
    [property: JsonIgnore] Finding Finding, IReadOnlyList<string> Options, long FirstStep, int Steps, LossChange Training, LossChange? Validation)
{
    // Overfitting takes long: its forks are as long as the run, up to so many times the others.
    private const int LongFork = 10;

    /// <summary>The id of the check that suggested it.</summary>
    public string Check => Finding.Check;

    /// <summary>Where both forks begin: "the initial weights" or "step 1,000".</summary>
    [JsonIgnore]
    public string Start => FirstStep == 0 ? "the initial weights" : string.Create(CultureInfo.InvariantCulture, $"step {FirstStep:N0}");

    /// <summary>What came out, in a few words.</summary>
    public string Verdict => double.IsNaN(Training.With) ? double.IsNaN(Training.Without) ? "neither is finite" : "it does harm: the loss is not finite any more"
        : double.IsNaN(Training.Without) ? "it helps: without it the loss is not finite"
        : IsForUnseen(Finding) ? VerdictOnUnseen
        : Training.IsLower ? Validation is { IsHigher: true } ? "it helps in training and does harm in validation" : "it helps"
        : Training.IsHigher ? Validation is { IsLower: true } ? "it does harm in training and helps in validation" : "it does harm"
        : "no difference can be seen";

    private string VerdictOnUnseen => Validation is null ? "whether it helps only a validation loss shows, and there is none"
        : Validation.IsLower ? "it helps: the validation loss is lower"
        : Validation.IsHigher ? "it does harm: the validation loss is higher"
        : "no difference can be seen in the validation loss";

    /// <summary>Tries the suggestion of each finding that is a change of options which a fork can make.</summary>
    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="steps">Steps of each fork, 16 or more; for what is meant for unseen examples as many as the run had made, up to ten times that.</param>
    /// <param name="fromStart">Whether the forks begin at the initial weights and not at the newest checkpoint, as those for unseen examples always do.</param>
    public static IEnumerable<Counterfactual> Try(
        RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, IEnumerable<Finding> findings, int steps, bool fromStart)
    {
        Dictionary<(bool, int), (ForkResult, ValidationLooks)> withouts = [];
        HashSet<string> done = [];
        foreach (Finding finding in findings)
        {
            _ = PlanChange.Apply(TrainingPlan.From(run.Manifest), finding.Options, out IReadOnlyList<string> options);
            if (options.Count == 0 || !done.Add(string.Join(' ', options)))
            {
                continue;
            }

            ForkRequest request = IsForUnseen(finding)
                ? new ForkRequest { FromStart = true, Steps = (int)Math.Clamp(finding.Step, steps, LongFork * (long)steps) }
                : new ForkRequest { FromStart = fromStart, Steps = steps };
            if (!withouts.TryGetValue((request.FromStart, request.Steps), out (ForkResult Fork, ValidationLooks Looks) without))
            {
                withouts[(request.FromStart, request.Steps)] = without = Go(request);
            }

            (ForkResult with, ValidationLooks looks) = Go(request with { Change = plan => PlanChange.Apply(plan, options, out _) });
            yield return new Counterfactual(
                finding, options, with.FirstStep, request.Steps, LossChange.InTraining(without.Fork, with), LossChange.InValidation(without.Looks, looks));
        }

        (ForkResult, ValidationLooks) Go(ForkRequest request)
        {
            var looks = new ValidationLooks(request.Steps);
            return (MeasuringProbe.Run(run, makeNetwork, data, request, looks.Look), looks);
        }
    }

    private static bool IsForUnseen(Finding finding) => CheckCatalog.Find(finding.Check) is { IsForUnseen: true };
}
