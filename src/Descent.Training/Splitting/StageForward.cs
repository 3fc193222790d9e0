using Descent.Training.Loop;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Splitting;

/// <summary>The forward pass of one stage.</summary>
internal sealed class StageForward(Module<Tensor, Tensor> stage, Precision precision, Layout layout, StagePlace place) : ForwardPass(stage, precision, layout)
{
    /// <summary>The outputs of this stage alone for what came from the one before.</summary>
    public Tensor Compute(Tensor inputs) => base.Call(inputs);

    /// <summary>The whole pipeline's forward pass, which all stages call: only the last has the network's outputs.</summary>
    public override Tensor Call(Tensor inputs)
    {
        Tensor outputs = Compute(place.IsFirst ? inputs : place.ReceiveInputs(inputs.size(0)));
        if (!place.IsLast)
        {
            using Tensor message = outputs.contiguous();
            place.SendOutputs(message).Wait();
        }

        return outputs;
    }
}
