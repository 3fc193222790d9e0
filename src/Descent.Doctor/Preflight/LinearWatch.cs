using Descent.Doctor.History;
using Descent.Torch.Networks;
using Descent.Torch.Operators;
using Descent.Training.Evaluation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Preflight;

/// <summary>Finds linear layers that are given just what another gives, and holds both against the one matrix that they make.</summary>
internal sealed class LinearWatch : IDisposable
{
    private readonly List<ForwardHook> _hooks = [];
    private readonly List<LinearPair> _pairs = [];
    private (string Name, Module Module, Tensor Input, Tensor Output)? _last;

    public LinearWatch(Module network)
    {
        foreach ((string name, Module module) in network.named_modules())
        {
            if (module.GetName() == "Linear" && module.get_parameter("weight") is { } weight && weight.dim() == 2)
            {
                _hooks.Add(ForwardHook.Watch(module, (inputs, output) => See(name, module, inputs[0], output)));
            }
        }
    }

    public IReadOnlyList<LinearPair> Pairs => _pairs;

    public void Dispose()
    {
        _hooks.ForEach(hook => hook.Dispose());
        Forget();
    }

    private void See(string name, Module module, Tensor input, Tensor output)
    {
        // Where all is 0, anything may lie between.
        if (_last is { } last && last.Output.shape.SequenceEqual(input.shape) && HostNumber.Of((last.Output - input).abs().max()) == 0 && HostNumber.Of(input.abs().max()) > 0)
        {
            _pairs.Add(new LinearPair(last.Name, name, Compare(last.Module, module, last.Input, output)));
        }

        // The network may dispose what its layers give before the next of them is called.
        Forget();
        _last = (name, module, input.detach().DetachFromDisposeScope(), output.detach().DetachFromDisposeScope());
    }

    private void Forget()
    {
        _last?.Input.Dispose();
        _last?.Output.Dispose();
    }

    // y = (x·W₁ᵀ + b₁)·W₂ᵀ + b₂ = x·(W₂·W₁)ᵀ + (W₂·b₁ + b₂)
    private static double Compare(Module first, Module second, Tensor input, Tensor output)
    {
        Tensor matrix = second.get_parameter("weight")!.matmul(first.get_parameter("weight")!);
        Tensor expected = input.matmul(matrix.t());
        if (first.get_parameter("bias") is { } inner)
        {
            expected = expected.Plus(second.get_parameter("weight")!.matmul(inner));
        }

        if (second.get_parameter("bias") is { } outer)
        {
            expected = expected.Plus(outer);
        }

        return HostNumber.Of((expected - output).abs().max()) / Math.Max(HostNumber.Of(output.abs().max()), 1e-12);
    }
}
