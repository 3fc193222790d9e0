using System.Text.Json.Serialization;
using Descent.Data;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Training.Forks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Proofs;

/// <summary>A finding's suggestion, tried: forks of the run with and without it, over the same batches.</summary>
/// <param name="Finding">What suggested it.</param>
/// <param name="Options">What was changed, as words for the command line.</param>
/// <param name="FirstStep">Updates that had been made where both forks begin; 0 for the initial weights.</param>
/// <param name="Steps">Steps that each made.</param>
/// <param name="Without">The mean loss over the second half of the steps as the run is; NaN where it was not finite.</param>
/// <param name="With">The same with the change.</param>
/// <param name="Ratio">The loss with the change over that without, batch by batch: the geometric mean and its 95 % interval.</param>
public sealed record Counterfactual(
    [property: JsonIgnore] Finding Finding, IReadOnlyList<string> Options, long FirstStep, int Steps, double Without, double With, Interval Ratio)
{
    /// <summary>The id of the check that suggested it.</summary>
    public string Check => Finding.Check;

    /// <summary>What came out, in a few words.</summary>
    public string Verdict => double.IsNaN(With) ? double.IsNaN(Without) ? "neither is finite" : "it does harm: the loss is not finite any more"
        : double.IsNaN(Without) ? "it helps: without it the loss is not finite"
        : IsForUnseen ? "whether it helps shows in the validation loss of a whole run, and not in the training loss"
        : Ratio.High < 1 ? "it helps"
        : Ratio.Low > 1 ? "it does harm"
        : "no difference can be seen";

    // Regularization costs training loss, which is all that a fork measures.
    private bool IsForUnseen => Check == "overfitting";

    /// <summary>Tries the suggestion of each finding that is a change of options which a fork can make.</summary>
    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="steps">Steps of each fork, 16 or more.</param>
    /// <param name="fromStart">Whether the forks begin at the initial weights and not at the newest checkpoint.</param>
    public static IEnumerable<Counterfactual> Try(
        RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, IEnumerable<Finding> findings, int steps, bool fromStart)
    {
        ForkResult? without = null;
        HashSet<string> done = [];
        foreach (Finding finding in findings)
        {
            _ = PlanChange.Apply(Training.TrainingPlan.From(run.Manifest), finding.Options, out IReadOnlyList<string> options);
            if (options.Count == 0 || !done.Add(string.Join(' ', options)))
            {
                continue;
            }

            var request = new ForkRequest { FromStart = fromStart, Steps = steps };
            without ??= Fork.Run(run, makeNetwork, data, request);
            ForkResult with = Fork.Run(run, makeNetwork, data, request with { Change = plan => PlanChange.Apply(plan, options, out _) });
            yield return Compare(finding, options, without, with, steps);
        }
    }

    private static Counterfactual Compare(Finding finding, IReadOnlyList<string> options, ForkResult without, ForkResult with, int steps) => new(
        finding, options, with.FirstStep, steps, LossRatio.Late(without), LossRatio.Late(with),
        without.IsRefused || with.IsRefused ? Interval.None : LossRatio.Of(with.Losses, without.Losses));
}
