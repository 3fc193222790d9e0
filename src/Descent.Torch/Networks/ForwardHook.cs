using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Networks;

/// <summary>Sees the calls of a module, whether it takes one tensor, two or three.</summary>
public sealed class ForwardHook : IDisposable
{
    private readonly Action? _remove;

    private ForwardHook(Action? remove) => _remove = remove;

    /// <summary>Watches a module until disposed. Only call() is seen, not forward(); a list of modules is never called.</summary>
    /// <param name="module">The module.</param>
    /// <param name="seen">Gets what it was called with and what it gave.</param>
    public static ForwardHook Watch(Module module, Action<IReadOnlyList<Tensor>, Tensor> seen)
    {
        Tensor See(Tensor output, params Tensor[] inputs)
        {
            seen(inputs, output);
            return output;
        }

        return new ForwardHook(module switch
        {
            Module<Tensor, Tensor> one => one.register_forward_hook((_, a, output) => See(output, a)).remove,
            Module<Tensor, Tensor, Tensor> two => two.register_forward_hook((_, a, b, output) => See(output, a, b)).remove,
            Module<Tensor, Tensor, Tensor, Tensor> three => three.register_forward_hook((_, a, b, c, output) => See(output, a, b, c)).remove,
            _ => null,
        });
    }

    /// <inheritdoc />
    public void Dispose() => _remove?.Invoke();
}
