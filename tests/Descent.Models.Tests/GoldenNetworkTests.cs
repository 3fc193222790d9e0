using Descent.Models.Blocks;
using Descent.Models.Initialization;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests;

/// <summary>Logits of whole networks with PyTorch's weights under PyTorch's names: float64 to 1e-12, float32 to 1e-5 of the same values.</summary>
public sealed class GoldenNetworkTests
{
    private static readonly long[] Color = [2, 3, 64, 64];

    [Fact]
    public void LeNet_gives_PyTorchs_logits() => Check("lenet", () => new LeNet(), [2, 1, 28, 28]);

    [Fact]
    public void ResNet_18_gives_torchvisions_logits() => Check("resnet18", () => new ResNet(18, 10, size: 64), Color);

    [Fact]
    public void ResNet_50_gives_torchvisions_logits() => Check("resnet50", () => new ResNet(50, 10, size: 64), Color);

    [Fact]
    public void GoogLeNet_gives_torchvisions_logits_also_from_its_heads()
    {
        IReadOnlyDictionary<string, Tensor> golden = Golden.Load("networks");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        using GoogLeNet network = Make(() => new GoogLeNet(10, size: 64));
        network.eval();
        foreach (AuxiliaryHead head in network.children().OfType<AuxiliaryHead>())
        {
            // A head answers in training only; what it is made of stays as in use, for values without chance.
            head.train();
            foreach (Module layer in head.children())
            {
                layer.eval();
            }
        }

        Tensor logits = network.call(Wave.Of(Color, 7));
        Tensor[] heads = [.. network.TakeAuxiliaryOutputs().Select(output => output.Outputs)];

        Golden.Close(golden["googlenet"], logits, 1e-12, "googlenet");
        Golden.Close(golden["googlenet/aux1"], heads[0], 1e-12, "aux1");
        Golden.Close(golden["googlenet/aux2"], heads[1], 1e-12, "aux2");
        network.to(ScalarType.Float32);
        Golden.Close(golden["googlenet"], network.call(Wave.Of(Color, 7).to(ScalarType.Float32)), 1e-5, "googlenet, float32");
    }

    private static void Check(string name, Func<Network> make, long[] shape)
    {
        IReadOnlyDictionary<string, Tensor> golden = Golden.Load("networks");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        using Network network = Make(make);
        network.eval();
        Tensor input = Wave.Of(shape, 7);

        Golden.Close(golden[name], network.call(input), 1e-12, name);
        network.to(ScalarType.Float32);
        Golden.Close(golden[name], network.call(input.to(ScalarType.Float32)), 1e-5, $"{name}, float32");
    }

    private static T Make<T>(Func<T> make)
        where T : Network
    {
        using IDisposable drawn = InitialWeights.LeaveOut();
        return Wave.Fill(make());
    }
}
