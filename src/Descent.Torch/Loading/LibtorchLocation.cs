namespace Descent.Torch.Loading;

/// <summary>Where libtorch was found and how it was loaded, for people to read.</summary>
/// <param name="Folder">The folder of libtorch_cpu.</param>
/// <param name="How">How TorchSharp's bridge to it was loaded.</param>
public sealed record LibtorchLocation(string Folder, string How)
{
    /// <summary>Whether it can compute on NVIDIA's GPUs, if there is one.</summary>
    public bool HasCuda { get; init; }
}
