using Descent.Data.Sources;

namespace Descent.Data.Loading;

/// <summary>Reads many examples at once, and finds the one to blame when that fails.</summary>
internal static class ExampleReader
{
    /// <exception cref="ExampleException">An example could not be read.</exception>
    public static void Read(IMapSource source, ReadOnlySpan<long> ids, Span<byte> inputs, Span<byte> labels)
    {
        int inputBytes = source.Format.Input.Bytes, labelBytes = source.Format.Label.Bytes;
        try
        {
            source.Read(ids, inputs[..(ids.Length * inputBytes)], labels[..(ids.Length * labelBytes)]);
        }
        catch (Exception cause) when (cause is not ExampleException)
        {
            for (int i = 0; i < ids.Length; i++)
            {
                ReadOne(source, ids[i], inputs.Slice(i * inputBytes, inputBytes), labels.Slice(i * labelBytes, labelBytes));
            }

            // None fails alone, so it is the batch that cannot be read; its first example stands for it.
            throw ExampleException.In(source, ids[0], cause);
        }
    }

    private static void ReadOne(IMapSource source, long id, Span<byte> input, Span<byte> label)
    {
        try
        {
            source.Read([id], input, label);
        }
        catch (Exception cause) when (cause is not ExampleException)
        {
            throw ExampleException.In(source, id, cause);
        }
    }
}
