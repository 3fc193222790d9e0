using Descent.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Dropout = Descent.Models.Layers.Dropout;
using Linear = Descent.Models.Layers.Linear;
using MaxPool2d = Descent.Models.Layers.MaxPool2d;

namespace Descent.Models.Tests.Layers;

/// <summary>
/// Layers on the meta device, as far as libtorch has their operators there: as on a GPU, an operator refuses tensors of another device, and no
/// memory can be read.
/// </summary>
public sealed class LayerDeviceTests
{
    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, long[] Input)> Layers = new()
    {
        ["linear"] = (() => new Linear(5, 3), [2, 5]),
        ["max pool"] = (() => new MaxPool2d(), [2, 3, 8, 8]),
        ["dropout"] = (() => new Dropout(0.5, DropoutMode.DownscaleInInference), [2, 5]),
        ["learned positions"] = (() => new LearnedPositions(6, 4), [2, 5, 4]),
        ["sinusoidal positions"] = (() => new SinusoidalPositions(6, 4), [2, 5, 4]),
        ["class token"] = (() => new ClassToken(4), [2, 5, 4]),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_that_was_moved_computes_on_its_device_alone(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (Func<Module<Tensor, Tensor>> make, long[] shape) = Layers[name];
        using Module<Tensor, Tensor> layer = make();
        layer.to(META);
        Tensor input = zeros(shape, ScalarType.Float32, META);

        layer.train();
        Tensor trained = layer.call(input);
        layer.eval();
        Tensor used = layer.call(input);

        Assert.All([trained, used, .. layer.parameters(), .. layer.buffers()], tensor => Assert.Equal(DeviceType.META, tensor.device_type));
    }
}
