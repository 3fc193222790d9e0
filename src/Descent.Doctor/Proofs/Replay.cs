using Descent.Data;
using Descent.Runs;
using Descent.Training.Forks;
using Descent.Training.Loop;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Proofs;

/// <summary>A refused step, made once more on a fork.</summary>
/// <param name="Step">What was refused this time; null where the step was finite: then what it depends on has changed.</param>
/// <param name="Operator">The class of the layer that went bad, for example "Linear", or what else did: "input", "loss".</param>
/// <param name="Culprits">The examples that are not finite by themselves, as ids in the training source; none where only all together are not, or where the network takes no single example.</param>
public sealed record Replay(RefusedStep? Step, string Operator, IReadOnlyList<long> Culprits)
{
    /// <param name="run">A run that ended in a refused step; it stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <exception cref="RunConfigurationException">No step of the run was refused.</exception>
    public static Replay Run(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data)
    {
        RefusedStep refused = RefusedStep.Read(run) ?? throw new RunConfigurationException(new Mistake(
            "No step of the run was refused.", run.Path, "a run with refused-step.json", $"See how it went: descent doctor {run.Path}"));
        var probe = new ReplayProbe();
        RefusedStep? again = null;
        string layer = "";
        IReadOnlyList<long> culprits = [];
        _ = Fork.Run(run, makeNetwork, data, new ForkRequest
        {
            Steps = 1,
            Probe = probe,
            Refused = step =>
            {
                again = step;
                layer = probe.ClassOf(step.Layer);
                culprits = probe.FindCulprits(refused);
            },
        });
        return new Replay(again, layer, culprits);
    }
}
