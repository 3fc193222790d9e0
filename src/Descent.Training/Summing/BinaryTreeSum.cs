using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>
/// Sums flat vectors in a binary tree over their order of arrival: ((0 + 1) + (2 + 3)) + …, with a vector of memory for each level,
/// as a binary counter has a digit. What does not come is left out, not 0.
/// </summary>
/// <param name="length">Floats in a vector, a multiple of 16.</param>
internal sealed class BinaryTreeSum(int length) : IDisposable
{
    // Place n holds the sum of 2^n vectors where bit n of the count is set.
    private readonly List<NativeBuffer> _levels = [];
    private int _count;

    /// <summary>Takes a vector that is not the last.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if ((_count & 1) == 0)
        {
            values.CopyTo(Level(0));
        }
        else
        {
            GradientPass.Add(Level(0), values);
        }

        // The sum of level n moves up where that place is free, and is added to what waits there where it is not.
        for (int level = 0; ((_count >> level) & 1) == 1; level++)
        {
            Span<float> above = Level(level + 1);
            if (((_count >> (level + 1)) & 1) == 1)
            {
                GradientPass.Add(above, Level(level));
            }
            else
            {
                (_levels[level], _levels[level + 1]) = (_levels[level + 1], _levels[level]);
            }
        }

        _count++;
    }

    /// <summary>Makes the last vector the sum of all, and begins anew.</summary>
    public void Finish(Span<float> last)
    {
        for (int level = 0; (_count >> level) > 0; level++)
        {
            if (((_count >> level) & 1) == 1)
            {
                GradientPass.Add(last, Level(level));
            }
        }

        _count = 0;
    }

    /// <inheritdoc />
    public void Dispose() => _levels.ForEach(level => level.Dispose());

    private Span<float> Level(int level)
    {
        if (level == _levels.Count)
        {
            _levels.Add(new NativeBuffer(length, ScalarType.Float32));
        }

        return _levels[level].As<float>();
    }
}
