using Descent.Torch.Networks;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>Finds the first place where a bad chunk stops being finite: inputs, weights, layers as they run, loss, gradients.</summary>
internal sealed class NonFiniteFinder(ForwardPass forward, FlatParameters parameters, Loss loss)
{
    /// <summary>The place where no part of the batch went bad by itself.</summary>
    public static readonly (string Layer, string What) InSum = ("loss", "a sum over the batch is not finite, although each part of it is.");

    /// <summary>Runs the chunk's forward pass again with every layer watched, under the random key that it had.</summary>
    /// <returns>The place, and what is not finite there as a sentence.</returns>
    public (string Layer, string What) Find(Tensor inputs, Tensor labels, Action setRandomKey)
    {
        if (!IsFinite(inputs))
        {
            return ("input", "the inputs hold NaN or infinity; look at the listed examples.");
        }

        foreach (ParameterSlot slot in parameters.Slots)
        {
            if (!GradientPass.IsFinite(parameters.Values.Slice(slot.Offset, slot.PaddedLength)))
            {
                return (slot.Name, $"the weights of {slot.Name} hold NaN or infinity.");
            }
        }

        return FindInForward(inputs, labels, setRandomKey) ?? FindInGradients();
    }

    private (string Layer, string What)? FindInForward(Tensor inputs, Tensor labels, Action setRandomKey)
    {
        string? first = null;
        List<ForwardHook> hooks =
        [
            .. forward.Network.named_modules().Select(part => ForwardHook.Watch(
                part.module, (_, output) => first ??= IsFinite(output) ? null : part.name)),
        ];
        try
        {
            using IDisposable noGradients = no_grad();
            setRandomKey();
            Tensor outputs = forward.Call(inputs);
            if (first is null && !IsFinite(outputs))
            {
                first = forward.Network.GetName();
            }

            return first is not null ? (first, $"the output of layer {first} is the first that holds NaN or infinity.")
                : !IsFinite(AuxiliaryLoss.AddTo(loss.Compute(outputs, labels), forward.Network, loss, labels)) ? ("loss", "the loss is NaN or infinite although every layer's output is finite.")
                : null;
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
        }
    }

    // Backward runs from the last layer to the first: the last bad gradient in the network's order went bad first.
    private (string Layer, string What) FindInGradients()
    {
        HashSet<string> bad = [.. parameters.Slots
            .Where(slot => !GradientPass.IsFinite(parameters.Gradients.Slice(slot.Offset, slot.PaddedLength)))
            .Select(slot => slot.Name)];
        string? name = forward.Network.named_parameters().Select(parameter => parameter.name).LastOrDefault(bad.Contains);
        return name is null
            ? InSum
            : (name, $"the gradient of {name} is the first, going backward, that holds NaN or infinity.");
    }

    /// <summary>Whether a tensor holds no NaN and no infinity.</summary>
    public static bool IsFinite(Tensor tensor)
    {
        using Tensor finite = tensor.isfinite();
        using Tensor all = finite.all();
        using HostValues<bool> value = new(all, ScalarType.Bool);
        return value.Span[0];
    }
}
