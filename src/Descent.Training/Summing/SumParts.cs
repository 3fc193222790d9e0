using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Splitting;
using static TorchSharp.torch.nn;

namespace Descent.Training.Summing;

/// <summary>What a <see cref="StepSum"/> works with.</summary>
/// <param name="Options">How the batch is cut, and whether the sum is exact.</param>
/// <param name="State">Whose gradients and buffers are summed.</param>
/// <param name="Loss">What its labels weigh.</param>
/// <param name="Ranks">Who shares the examples.</param>
internal sealed record SumParts(TrainingOptions Options, TrainingState State, Loss Loss, ICollective Ranks)
{
    /// <summary>The network whose gradients are summed while backward still runs, where that is possible; null sums them after it.</summary>
    public Module? Overlapped { get; init; }

    /// <summary>What this rank holds of the network; null for all of it.</summary>
    public NetworkShard? Shard { get; init; }
}
