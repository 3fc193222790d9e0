using Descent.Data.Loading;
using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>
/// The exact sum: a binary tree over the numbers of chunks, first on each rank, which has a power of two of them, then across ranks by recursive
/// doubling. Its shape, and so every bit, depends on the batch and the chunk size alone. A chunk that a short last batch lacks is left out, not 0.
/// </summary>
internal sealed class TreeSum : StepSum
{
    private readonly BinaryTreeSum _gradients;
    private readonly BufferSum _buffers;
    private readonly NativeBuffer? _received;
    private int _allRows;
    private int _rows;
    private int _chunks;

    public TreeSum(SumParts parts)
        : base(parts)
    {
        _gradients = new BinaryTreeSum(State.Parameters.Length);
        _buffers = new BufferSum(State);
        int longest = (int)Buckets.Select(bucket => bucket.Values.numel()).Append(_buffers.Changes.numel()).Max();
        _received = IsAlone ? null : new NativeBuffer(longest, ScalarType.Float32);
    }

    /// <remarks>
    /// MKL adds in an order that depends on where memory begins, and a chunk begins elsewhere in another rank's block: one that is not on a cache line is copied to one.
    /// </remarks>
    public override (Tensor Inputs, Tensor Labels) Take(Batch batch, int chunk)
    {
        (Tensor inputs, Tensor labels) = base.Take(batch, chunk);
        return (TensorMemory.Aligned(inputs), TensorMemory.Aligned(labels));
    }

    public override void Dispose()
    {
        _gradients.Dispose();
        _buffers.Dispose();
        _received?.Dispose();
        base.Dispose();
    }

    protected override void BeginGradients(Batch batch)
    {
        (_allRows, _rows, _chunks) = (batch.AllIds.Length, batch.Count, Cut.Count(batch));
        _buffers.Begin();
    }

    // Backward adds a chunk to the one before it, which is the lowest level of the tree.
    protected override void AddGradients(int chunk)
    {
        bool isLast = chunk == _chunks - 1;
        int rows = Math.Min(Cut.Size, _rows - (chunk * Cut.Size));
        _buffers.Add(rows / (float)_allRows, isLast);
        Span<float> gradients = State.Parameters.Gradients;
        if (isLast)
        {
            _gradients.Finish(gradients);
        }
        else if (chunk % 2 == 1)
        {
            _gradients.Add(gradients);
            gradients.Clear();
        }
    }

    protected override void FinishGradients()
    {
        for (int distance = 1; distance < Ranks.Size; distance *= 2)
        {
            foreach ((_, Tensor bucket) in Buckets)
            {
                ExchangeSums(bucket, distance);
            }

            ExchangeSums(_buffers.Changes, distance);
        }

        _buffers.Apply(Ranks);
    }

    // Both partners add the same two numbers, and so have the same bits.
    private void ExchangeSums(Tensor values, int distance)
    {
        if (values.numel() == 0)
        {
            return;
        }

        int partner = Ranks.Rank ^ distance;
        using Tensor received = _received!.View(0, values.numel());
        Ranks.Exchange(values, received, partner);
        Span<float> own = TensorMemory.Span<float>(values);
        if (!HasChunks(partner, distance))
        {
            return;
        }

        if (HasChunks(Ranks.Rank, distance))
        {
            GradientPass.Add(own, TensorMemory.Span<float>(received));
        }
        else
        {
            TensorMemory.Span<float>(received).CopyTo(own);
        }
    }

    // Whether the batch reaches to the first rank of those whose sum a rank has.
    private bool HasChunks(int rank, int distance) => (rank & -distance) * Cut.PerRank * Cut.Size < _allRows;
}
