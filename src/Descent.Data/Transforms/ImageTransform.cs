using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Data.Transforms;

/// <summary>A random change of one training image, before it is normalized.</summary>
/// <remarks>Its random numbers are keyed by (seed, epoch, example, place among the image transforms), so workers cannot change them.</remarks>
public abstract record ImageTransform : Transform
{
    /// <summary>Changes one image in place.</summary>
    /// <param name="image">[channels, height, width] in the source's units.</param>
    /// <param name="format">The shape of the image.</param>
    /// <param name="scratch">As many floats as <paramref name="image"/>, for the transform's own use.</param>
    /// <param name="random">The numbers of this transform for this example in this epoch.</param>
    public abstract void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random);
}
