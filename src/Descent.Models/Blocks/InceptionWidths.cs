namespace Descent.Models.Blocks;

/// <summary>The channels of an Inception block, as in the paper's table 1.</summary>
/// <param name="One">Of the 1×1 branch.</param>
/// <param name="ThreeReduced">Before the 3×3 convolution.</param>
/// <param name="Three">Of the 3×3 branch.</param>
/// <param name="FiveReduced">Before the 5×5 convolution.</param>
/// <param name="Five">Of the 5×5 branch.</param>
/// <param name="Pool">Of the pooling branch.</param>
public sealed record InceptionWidths(int One, int ThreeReduced, int Three, int FiveReduced, int Five, int Pool)
{
    /// <summary>The channels of the output.</summary>
    public int Outputs => One + Three + Five + Pool;
}
