using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Peers.TorchSharp;

/// <summary>LeNet-5 as TorchSharp's examples write a network.</summary>
internal sealed class LeNet : Module<Tensor, Tensor>
{
    private readonly Sequential _layers = Sequential(
        ("conv1", Conv2d(1, 6, 5, padding: 2)),
        ("relu1", ReLU()),
        ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(6, 16, 5)),
        ("relu2", ReLU()),
        ("pool2", MaxPool2d(2)),
        ("flatten", Flatten()),
        ("linear1", Linear(400, 120)),
        ("relu3", ReLU()),
        ("linear2", Linear(120, 84)),
        ("relu4", ReLU()),
        ("linear3", Linear(84, 10)));

    public LeNet()
        : base("lenet") => RegisterComponents();

    public override Tensor forward(Tensor input) => _layers.forward(input);
}
