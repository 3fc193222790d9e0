namespace Descent.Torch.Operators;

/// <summary>Where one of the matrices of a product has nothing above or below its diagonal, so that it need not be looked at.</summary>
internal enum MatrixTriangle
{
    None,

    /// <summary>Only columns of the product up to a row's own are wanted; the others hold anything.</summary>
    LowerProduct,

    /// <summary>The left matrix's columns past a row's own are 0, as far as the row's tile reaches, or not looked at.</summary>
    LowerLeft,

    /// <summary>The left matrix's columns before a row's own are.</summary>
    UpperLeft,
}
