using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>The numbers of a Transformer's block.</summary>
/// <param name="Width">The length of a vector.</param>
/// <param name="Heads">Heads of attention; they must divide the width.</param>
public sealed record BlockOptions(int Width, int Heads)
{
    /// <summary>The length between the matrices of the feed-forward part; default 4 · width.</summary>
    public int Hidden { get; init; } = 4 * Width;

    /// <summary>The share of each part's outputs that is dropped in training before it is added, 0 to below 1; default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether each part normalizes its input (Xiong et al. 2020) and not, as in the 2017 paper, its sum with the output; default true.</summary>
    public bool PreNorm { get; init; } = true;

    /// <summary>Whether positions look at themselves and those before them only; default false. Decoder blocks always do.</summary>
    public bool Causal { get; init; }

    /// <summary>Makes the nonlinearity; default GELU.</summary>
    public Func<Module<Tensor, Tensor>> Activation { get; init; } = () => GELU();
}
