using System.Runtime.ExceptionServices;
using Descent.Torch.Operators;
using static TorchSharp.torch;

namespace Descent.Torch.Networks;

/// <summary>The ranks that hold parts of the same layers and compute each call of them together, in the same order.</summary>
/// <param name="rank">This rank's place among them, from 0.</param>
/// <param name="size">How many there are.</param>
/// <param name="sum">Replaces the values of a contiguous tensor by their sum over all of them.</param>
public sealed class TensorGroup(int rank, int size, Action<Tensor> sum)
{
    private readonly List<(Tensor Parameter, TensorPart Part)> _parts = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>This rank's place, from 0.</summary>
    public int Rank => rank;

    /// <summary>How many ranks there are.</summary>
    public int Size => size;

    /// <summary>The parameters that were cut, which hold this rank's part now.</summary>
    public IReadOnlyList<(Tensor Parameter, TensorPart Part)> Parts => _parts;

    /// <summary>Makes a parameter this rank's part of it.</summary>
    /// <param name="parameter">Whole on every rank.</param>
    /// <param name="part">Which part; its blocks must be multiples of <see cref="Size"/>.</param>
    public void Cut(Tensor parameter, TensorPart part)
    {
        using IDisposable noGradients = no_grad();
        long length = parameter.size(part.Dimension) / part.Blocks / size;
        Tensor[] own = [.. Enumerable.Range(0, part.Blocks).Select(block => parameter.narrow(part.Dimension, ((block * size) + rank) * length, length))];
        using Tensor joined = cat(own, part.Dimension);
        using Tensor kept = joined.contiguous(); // One slice alone keeps its strides.
        Array.ForEach(own, slice => slice.Dispose());
        parameter.set_(kept);
        _parts.Add((parameter, part));
    }

    /// <summary>Where ranks go apart: the inputs as they are; their gradients are summed.</summary>
    public Tensor Fork(Tensor input) => is_grad_enabled() && input.requires_grad ? ForkNode.Forward(input, this) : input;

    /// <summary>Where ranks come together: the sum of the inputs; its gradients go to each as they are.</summary>
    public Tensor Join(Tensor input)
    {
        Tensor joined = input.detach().clone();
        sum(joined);
        return is_grad_enabled() && input.requires_grad ? JoinNode.Forward(input, joined) : joined;
    }

    /// <summary>After a backward pass, which nothing can be thrown through.</summary>
    /// <exception cref="Exception">What a sum within it threw.</exception>
    public void ThrowIfFailed()
    {
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    // Once a sum failed the ranks are no longer at the same place.
    internal void SumWithinBackward(Tensor gradient)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            sum(gradient);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }
}
