using Descent.Torch.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests;

/// <summary>A user's own module, with what makes exactness hard: running statistics and dropout.</summary>
internal static class RandomLayersNetwork
{
    public static Module<Tensor, Tensor> Make()
    {
        Libtorch.Load();
        return Sequential(
            ("flatten", Flatten()),
            ("linear1", Linear(784, 24)),
            ("norm", new Models.Layers.BatchNorm1d(24)),
            ("relu", ReLU()),
            ("dropout", new Models.Layers.Dropout(0.3)),
            ("linear2", Linear(24, 10)));
    }
}
