using Descent.Torch.Autograd;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Networks;

/// <summary>Tells how far a backward pass has come: a mark before every call of a module, numbered by whoever places it.</summary>
/// <remarks>
/// libtorch runs the nodes of a graph on one device from the last that was made to the first. When a mark is reached, all that was made after it is done, and
/// so are the gradients of parameters that nothing before it uses.
/// </remarks>
public sealed class BackwardMark : IDisposable
{
    private readonly Action _remove;

    private BackwardMark(Action remove) => _remove = remove;

    /// <summary>Marks the input of every call until disposed. Inputs without gradients get no mark.</summary>
    /// <param name="module">Only call() is seen, not forward().</param>
    /// <param name="called">Gives the number of this call's mark.</param>
    /// <param name="reached">Gets the number when backward has come to it, within backward; throws nothing, as that would end the process.</param>
    public static BackwardMark Before(Module<Tensor, Tensor> module, Func<int> called, Action<int> reached) => new(
        module.register_forward_pre_hook((_, input) =>
        {
            int number = called();
            return is_grad_enabled() && input.requires_grad ? MarkNode.Place(input, number, reached) : input;
        }).remove);

    /// <inheritdoc />
    public void Dispose() => _remove();
}
