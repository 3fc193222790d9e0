using System.Runtime.CompilerServices;
using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Bench.Workloads;

/// <summary>A stream of colour images of noise, 64×64, that are made as they are asked for.</summary>
internal sealed class SyntheticStream(long bytes) : IStreamSource
{
    private const int Classes = 10;
    private const int Noise = 1 << 20;
    private readonly byte[] _noise = MakeNoise();

    public ExampleFormat Format { get; } = new(new ArrayFormat(ElementType.UInt8, 3, 64, 64), ArrayFormat.ClassNumber);

    public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, Classes).Select(i => $"class {i}")];

    public string Fingerprint => $"noise of {bytes} bytes";

    /// <summary>How many images it has.</summary>
    public long Count => bytes / Format.Input.Bytes;

    public async IAsyncEnumerable<Example> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] label = new byte[sizeof(long)];
        for (long i = start; i < Count; i++)
        {
            if (i % 1000 == 0)
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
            }

            label[0] = (byte)(i % Classes);
            // A new place in the noise each time: no two neighbours are the same image.
            yield return new Example(_noise.AsMemory((int)(i * 7919 % (Noise - Format.Input.Bytes)), Format.Input.Bytes), label);
        }
    }

    private static byte[] MakeNoise()
    {
        byte[] noise = new byte[Noise];
        KeyedRandom random = new(1);
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)random.NextBits();
        }

        return noise;
    }
}
