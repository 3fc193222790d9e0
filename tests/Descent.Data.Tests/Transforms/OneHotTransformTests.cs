using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Tests.Loading;
using Descent.Data.Transforms;
using Descent.Runs;
using Descent.Torch.Memory;

namespace Descent.Data.Tests.Transforms;

public sealed class OneHotTransformTests
{
    private static readonly Normalizer Identity = new([0f, 0f], [1f, 1f], "");

    [Theory]
    [InlineData("one-hot", new[] { 0f, 1, 0 })]
    [InlineData("one-hot:0.3", new[] { 0.1f, 0.8f, 0.1f })]
    [InlineData("one-hot:1", new[] { 1 / 3f, 1 / 3f, 1 / 3f })]
    public void A_class_becomes_probabilities(string text, float[] expected)
    {
        float[] probabilities = [9, 9, 9];
        ((OneHotTransform)Assert.Single(TransformList.Parse(text))).Apply(1, probabilities);

        Assert.Equal(expected, probabilities, (one, other) => Math.Abs(one - other) <= 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Batches_have_them_as_labels_and_the_source_keeps_its_own(int prefetch)
    {
        ArraySource source = Examples.Source(7);
        using IBatchReader reader = Loader.Open(
            source, Identity, TransformList.Parse("one-hot"), new LoaderOptions { BatchSize = 4, Shuffle = false, Prefetch = prefetch });
        List<float> labels = [];
        while (reader.TryNext(out Batch? batch))
        {
            Assert.Equal([batch.Count, 3], batch.Labels.shape);
            labels.AddRange(TensorMemory.Span<float>(batch.Labels));
        }

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], labels);
        Assert.Equal(ArrayFormat.ClassNumber, source.Format.Label);
    }

    [Fact]
    public void It_changes_no_image_nor_the_random_numbers_of_other_transforms()
    {
        List<float> Inputs(string text)
        {
            using IBatchReader reader = Loader.Open(Examples.Source(7), Identity, TransformList.Parse(text), new LoaderOptions { BatchSize = 7 });
            Assert.True(reader.TryNext(out Batch? batch));
            return [.. TensorMemory.Span<float>(batch.Inputs)];
        }

        Assert.Equal(Inputs("crop:3,rotate:40"), Inputs("one-hot,crop:3,rotate:40"));
    }

    [Fact]
    public void Labels_that_are_no_classes_are_refused()
    {
        IReadOnlyList<Transform> transforms = TransformList.Parse("one-hot");
        var numbers = new ArraySource(new ExampleFormat(Examples.Image, new ArrayFormat(ElementType.Float32)), new byte[Examples.Image.Bytes], new byte[4], []);

        Assert.Empty(TransformList.Check(transforms, Examples.Source(1).Format, 3));
        Assert.Equal("Float32 [] without class names", Assert.Single(TransformList.Check(transforms, numbers.Format, 0)).Received);
        Assert.Throws<RunConfigurationException>(() => Loader.Open(numbers, Identity, transforms, new LoaderOptions()));
    }
}
