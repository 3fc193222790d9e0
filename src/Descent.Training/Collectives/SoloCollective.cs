using static TorchSharp.torch;

namespace Descent.Training.Collectives;

/// <summary>One rank by itself: sums are what they are, and there is nobody to send to.</summary>
public sealed class SoloCollective : ICollective
{
    /// <inheritdoc />
    public int Rank => 0;

    /// <inheritdoc />
    public int Size => 1;

    /// <inheritdoc />
    public string Engine => "one process";

    /// <inheritdoc />
    public long Step { get; set; }

    /// <inheritdoc />
    public void Barrier()
    {
    }

    /// <inheritdoc />
    public void Broadcast(Tensor values, int root)
    {
        CollectiveArguments.Require(values, nameof(values));
        CollectiveArguments.RequireRank(root, this);
    }

    /// <inheritdoc />
    public void Sum(Tensor values) => CollectiveArguments.Require(values, nameof(values));

    /// <inheritdoc />
    public ICollectiveWork BeginSum(Tensor values)
    {
        Sum(values);
        return DoneWork.Instance;
    }

    /// <inheritdoc />
    public void SumScatter(Tensor values, Tensor block)
    {
        CollectiveArguments.RequireBlocks(values, block, this);
        block.copy_(values);
    }

    /// <inheritdoc />
    public void Gather(Tensor block, Tensor values)
    {
        CollectiveArguments.RequireBlocks(values, block, this);
        values.copy_(block);
    }

    /// <inheritdoc />
    public byte[][] Gather(ReadOnlySpan<byte> message) => [message.ToArray()];

    /// <inheritdoc />
    public void Send(Tensor values, int rank, int tag = 0) => CollectiveArguments.RequirePeer(rank, this);

    /// <inheritdoc />
    public ICollectiveWork BeginSend(Tensor values, int rank, int tag = 0)
    {
        CollectiveArguments.RequirePeer(rank, this);
        return DoneWork.Instance;
    }

    /// <inheritdoc />
    public void Receive(Tensor values, int rank, int tag = 0) => CollectiveArguments.RequirePeer(rank, this);

    /// <inheritdoc />
    public void Exchange(Tensor send, Tensor receive, int rank, int tag = 0) => CollectiveArguments.RequirePeer(rank, this);

    /// <inheritdoc />
    public ICollective Split(int group) => new SoloCollective();

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private sealed class DoneWork : ICollectiveWork
    {
        public static readonly DoneWork Instance = new();

        public bool IsDone() => true;

        public void Wait()
        {
        }
    }
}
