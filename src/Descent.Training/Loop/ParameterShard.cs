using Descent.Training.Checkpoints;

namespace Descent.Training.Loop;

/// <summary>The part of the flat parameters that one of so many ranks updates and keeps optimizer state for; all of them where there is one.</summary>
/// <param name="parameters">Made to be cut into <paramref name="count"/> parts.</param>
/// <param name="index">Which part, from 0.</param>
/// <param name="count">How many parts, all of one length.</param>
internal sealed class ParameterShard(FlatParameters parameters, int index = 0, int count = 1)
{
    /// <summary>Which part it is, from 0.</summary>
    public int Index => index;

    /// <summary>How many parts there are.</summary>
    public int Count => count;

    /// <summary>Floats, padding included; a multiple of 16.</summary>
    public int Length { get; } = parameters.Length / count;

    /// <summary>Where it begins in the flat parameters.</summary>
    public int Start => index * Length;

    /// <summary>Where its parameters with fewer than two dimensions begin.</summary>
    public int DecayedLength => Math.Clamp(parameters.DecayedLength - Start, 0, Length);

    /// <summary>Its parameters.</summary>
    public Span<float> Values => parameters.Values.Slice(Start, Length);

    /// <summary>Their gradients.</summary>
    public Span<float> Gradients => parameters.Gradients.Slice(Start, Length);

    /// <summary>A copy of this length as the parts of parameters that lie in it, in the order of their slots.</summary>
    public IEnumerable<NamedArray> Slice(string prefix, byte[] copy)
    {
        foreach ((ParameterSlot slot, int start, int end) in Pieces())
        {
            int length = end - start;
            yield return new NamedArray(prefix + slot.Name, TensorType.F32, [length], copy.AsMemory(start * sizeof(float), length * sizeof(float)))
            {
                Slice = new ArraySlice(slot.Shape, Start + start - slot.Offset, length, IsChannelsLast: slot.IsChannelsLast),
            };
        }
    }

    /// <summary>Sets a buffer of this length to a number, and leaves padding as it is.</summary>
    public void Fill(Span<float> state, float value)
    {
        foreach ((_, int start, int end) in Pieces())
        {
            state[start..end].Fill(value);
        }
    }

    // What of each parameter lies here: from and to where in this part.
    private IEnumerable<(ParameterSlot Slot, int Start, int End)> Pieces() =>
        from slot in parameters.Slots
        let start = Math.Max(slot.Offset - Start, 0)
        let end = Math.Min(slot.Offset + slot.Length - Start, Length)
        where start < end
        select (slot, start, end);
}
