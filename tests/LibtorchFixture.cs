[assembly: AssemblyFixture(typeof(Descent.Tests.LibtorchFixture))]

namespace Descent.Tests;

/// <summary>Loads libtorch before the first test: whichever that is, it may use TorchSharp before it uses Descent.</summary>
public sealed class LibtorchFixture
{
    public LibtorchFixture() => Descent.Torch.Loading.Libtorch.Load();
}
