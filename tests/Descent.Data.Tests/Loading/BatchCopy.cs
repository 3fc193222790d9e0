using Descent.Data.Loading;
using Descent.Torch.Memory;

namespace Descent.Data.Tests.Loading;

/// <summary>All of a batch, kept.</summary>
internal sealed record BatchCopy(int Epoch, long Index, long[] Ids, float[] Inputs, long[] InputShape, long[] Labels, long[] LabelShape)
{
    public static BatchCopy Of(Batch batch) => new(
        batch.Epoch, batch.Index, batch.Ids.ToArray(),
        TensorMemory.Span<float>(batch.Inputs).ToArray(), batch.Inputs.shape,
        TensorMemory.Span<long>(batch.Labels).ToArray(), batch.Labels.shape);

    /// <summary>The batches of the next epoch.</summary>
    public static List<BatchCopy> ReadEpoch(IBatchReader reader)
    {
        List<BatchCopy> batches = [];
        while (reader.TryNext(out Batch? batch))
        {
            batches.Add(Of(batch));
        }

        return batches;
    }

    public static void AssertEqual(IReadOnlyList<BatchCopy> expected, IReadOnlyList<BatchCopy> actual)
    {
        Assert.Equal(expected.Select(b => (b.Epoch, b.Index)), actual.Select(b => (b.Epoch, b.Index)));
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Ids, actual[i].Ids);
            Assert.Equal(expected[i].InputShape, actual[i].InputShape);
            Assert.Equal(expected[i].LabelShape, actual[i].LabelShape);
            Assert.True(expected[i].Inputs.AsSpan().SequenceEqual(actual[i].Inputs), $"inputs of batch {i}");
            Assert.Equal(expected[i].Labels, actual[i].Labels);
        }
    }
}
