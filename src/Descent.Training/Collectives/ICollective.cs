using static TorchSharp.torch;

namespace Descent.Training.Collectives;

/// <summary>What the ranks of a run do together. Every rank makes the same calls in the same order, from one thread.</summary>
/// <remarks>
/// Tensors are contiguous, of Float32, Float64, BFloat16 (summed in float32), Int32 or Int64, on the device that the engine serves; shapes and types are equal on all ranks.
/// A tensor that breaks this is an <see cref="ArgumentException"/> before anything is sent; a peer that fails is a <see cref="RankFailedException"/>.
/// </remarks>
public interface ICollective : IDisposable
{
    /// <summary>This process's number, from 0.</summary>
    int Rank { get; }

    /// <summary>How many ranks there are.</summary>
    int Size { get; }

    /// <summary>What carries the data, as "Open MPI 4.1.4".</summary>
    string Engine { get; }

    /// <summary>The step that is under way, so that a failure can name it.</summary>
    long Step { get; set; }

    /// <summary>Returns when every rank has called it.</summary>
    void Barrier();

    /// <summary>Gives every rank the values of one.</summary>
    void Broadcast(Tensor values, int root);

    /// <summary>Replaces the values by their sum over all ranks, the same bits on each.</summary>
    void Sum(Tensor values);

    /// <summary>Begins <see cref="Sum"/>; the tensor is left alone until the returned work is waited for.</summary>
    ICollectiveWork BeginSum(Tensor values);

    /// <summary>Sums over all ranks and keeps this rank's block of the sum.</summary>
    /// <param name="values">[Size · n]; what it holds afterwards is undefined.</param>
    /// <param name="block">[n], block <see cref="Rank"/> of the sum.</param>
    void SumScatter(Tensor values, Tensor block);

    /// <summary>Puts the blocks of all ranks together.</summary>
    /// <param name="block">[n], this rank's.</param>
    /// <param name="values">[Size · n], in the order of ranks; <paramref name="block"/> may lie in its own place there.</param>
    void Gather(Tensor block, Tensor values);

    /// <summary>The messages of all ranks, in the order of ranks; their lengths may differ.</summary>
    byte[][] Gather(ReadOnlySpan<byte> message);

    /// <summary>Sends to one rank, which receives under the same tag (0 to 32767).</summary>
    void Send(Tensor values, int rank, int tag = 0);

    /// <summary>Begins <see cref="Send"/>; the tensor keeps its values until the returned work is waited for.</summary>
    ICollectiveWork BeginSend(Tensor values, int rank, int tag = 0);

    /// <summary>Receives what one rank sends under the same tag, in the order in which it was sent.</summary>
    /// <exception cref="CollectiveException">It sends another number of values.</exception>
    void Receive(Tensor values, int rank, int tag = 0);

    /// <summary>Sends to one rank and receives from it at once, which never waits in a circle.</summary>
    void Exchange(Tensor send, Tensor receive, int rank, int tag = 0);

    /// <summary>The ranks that name the same group, in the order of their ranks here; called by all ranks. The caller disposes it.</summary>
    /// <param name="group">From 0.</param>
    ICollective Split(int group);
}
