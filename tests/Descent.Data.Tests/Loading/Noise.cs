using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Torch.Randomness;

namespace Descent.Data.Tests.Loading;

/// <summary>Adds a random number to every element, and leaves rubbish in the scratch memory.</summary>
internal sealed record Noise(float Size) : ImageTransform
{
    public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random)
    {
        scratch.Fill(float.NaN);
        foreach (ref float element in image)
        {
            element += random.Next(0, Size);
        }
    }
}
