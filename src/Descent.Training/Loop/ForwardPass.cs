using Descent.Data.Sources;
using Descent.Torch.Autocasting;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>A network's forward pass as a run makes it: inputs where it lies and in its layout, layers in its precision, outputs in float32.</summary>
internal class ForwardPass(
    Module<Tensor, Tensor> network, Precision precision = Precision.Fp32, Layout layout = Layout.Nchw, Placement? place = null)
{
    private readonly Placement _place = place ?? Placement.Host;

    /// <summary>The network; calling it directly computes in float32.</summary>
    public Module<Tensor, Tensor> Network => network;

    /// <summary>The outputs for a batch of inputs, which may lie elsewhere than the network.</summary>
    public virtual Tensor Call(Tensor inputs)
    {
        Tensor placed = _place.Bring(inputs);
        Tensor laidOut = layout == Layout.Nhwc && placed.dim() == 4 ? ChannelsLast.Of(placed) : placed;
        using AutocastScope scope = precision switch
        {
            Precision.Bf16 => AutocastScope.Begin(_place.Device.type, ScalarType.BFloat16),
            Precision.Fp16 => AutocastScope.Begin(_place.Device.type, ScalarType.Float16),
            _ => default,
        };
        Tensor outputs = network.call(laidOut);
        return outputs.dtype == ScalarType.Float32 ? outputs : outputs.to(ScalarType.Float32);
    }

    /// <summary>The shape of the outputs for one input of zeros, without the batch; the network is asked as it is used and left as it was.</summary>
    /// <param name="input">What an input looks like.</param>
    public long[] Try(ArrayFormat input)
    {
        bool training = network.training;
        network.eval();
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            return Call(ZeroInput(input)).shape[1..];
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>A batch of one input of zeros.</summary>
    public static Tensor ZeroInput(ArrayFormat input) => zeros([1, .. input.Shape], input.TensorType);
}
