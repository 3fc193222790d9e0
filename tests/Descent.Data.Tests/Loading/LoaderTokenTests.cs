using System.Runtime.InteropServices;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sequences;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;
using Descent.Torch.Memory;
using static TorchSharp.torch;

namespace Descent.Data.Tests.Loading;

/// <summary>Tokens come through the loader as they are, as int64.</summary>
public sealed class LoaderTokenTests
{
    private static readonly SequenceSource Source = new(SequenceTask.Of("reverse", 3), 1, 21, isTest: false);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Inputs_and_labels_are_the_sources(int prefetch)
    {
        using IBatchReader reader = Loader.Open(Source, null, [], new LoaderOptions { BatchSize = 8, Prefetch = prefetch, Seed = 3 });
        int examples = 0;
        while (reader.TryNext(out Batch? batch))
        {
            Assert.Equal((ScalarType.Int64, ScalarType.Int64), (batch.Inputs.dtype, batch.Labels.dtype));
            Assert.Equal([batch.Count, 7], batch.Inputs.shape);
            Assert.Equal([batch.Count, 4], batch.Labels.shape);
            long[] inputs = new long[batch.Count * 7], labels = new long[batch.Count * 4];
            Source.Read(batch.Ids.Span, MemoryMarshal.AsBytes(inputs.AsSpan()), MemoryMarshal.AsBytes(labels.AsSpan()));
            Assert.Equal(inputs, TensorMemory.Span<long>(batch.Inputs).ToArray());
            Assert.Equal(labels, TensorMemory.Span<long>(batch.Labels).ToArray());
            examples += batch.Count;
        }

        Assert.Equal(21, examples);
    }

    [Fact]
    public void Numbers_need_a_normalizer_and_tokens_take_none_nor_transforms()
    {
        Assert.Contains("need a normalizer", Refused(Examples.Source(8), null), StringComparison.Ordinal);
        Assert.Contains("cannot be normalized", Refused(Source, new Normalizer([0], [1], "x")), StringComparison.Ordinal);
        Assert.Contains("work on images only", Refused(Source, null, new FlipTransform()), StringComparison.Ordinal);
    }

    private static string Refused(IExampleSource source, Normalizer? normalizer, params Transform[] transforms) => Assert.Single(
        Assert.Throws<RunConfigurationException>(() => Loader.Open(source, normalizer, transforms, new LoaderOptions())).Mistakes).What;
}
