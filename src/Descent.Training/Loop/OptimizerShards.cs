using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>
/// Optimizer state that is cut up between ranks (ZeRO-1: Rajbhandari, Rasley, Ruwase, He 2020): each keeps that of its shard of the parameters and updates
/// these alone, then all get the weights of all. Gradients are summed whole, so that clipping and every other bit is as without shards.
/// </summary>
/// <param name="parameters">Made to be cut into as many parts as there are ranks.</param>
/// <param name="ranks">Two or more.</param>
internal sealed class OptimizerShards(FlatParameters parameters, ICollective ranks)
{
    /// <summary>The part of this rank.</summary>
    public ParameterShard Own { get; } = new(parameters, ranks.Rank, ranks.Size);

    /// <summary>Gives every rank the weights that the others have updated.</summary>
    public void GatherValues()
    {
        using Tensor all = parameters.ViewValues();
        using Tensor own = all.narrow(0, Own.Start, Own.Length);
        ranks.Gather(own, all);
    }

    /// <summary>Brings one state of all ranks together on rank 0.</summary>
    /// <param name="state">This rank's part.</param>
    /// <param name="take">Gets the whole, on rank 0 alone.</param>
    public void Collect(NativeBuffer state, Action<ReadOnlySpan<float>> take)
    {
        if (ranks.Rank > 0)
        {
            using Tensor own = state.View(0, Own.Length);
            ranks.Send(own, 0);
            return;
        }

        using NativeBuffer whole = new(parameters.Length, ScalarType.Float32);
        state.As<float>().CopyTo(whole.As<float>());
        for (int rank = 1; rank < ranks.Size; rank++)
        {
            using Tensor part = whole.View((long)rank * Own.Length, Own.Length);
            ranks.Receive(part, rank);
        }

        take(whole.As<float>());
    }

    /// <summary>Gives every rank its part of a state that rank 0 has.</summary>
    /// <param name="state">This rank's part.</param>
    /// <param name="fill">Writes the whole, on rank 0 alone; padding stays 0.</param>
    public void Spread(NativeBuffer state, Action<NativeBuffer> fill)
    {
        if (ranks.Rank > 0)
        {
            using Tensor own = state.View(0, Own.Length);
            ranks.Receive(own, 0);
            return;
        }

        using NativeBuffer whole = new(parameters.Length, ScalarType.Float32);
        fill(whole);
        whole.As<float>()[..Own.Length].CopyTo(state.As<float>());
        for (int rank = 1; rank < ranks.Size; rank++)
        {
            using Tensor part = whole.View((long)rank * Own.Length, Own.Length);
            ranks.Send(part, rank);
        }
    }
}
