namespace Descent.Models.Initialization;

/// <summary>How initial weights are drawn; n is how many numbers an output of the layer is summed from, m how many outputs an input goes into.</summary>
public enum WeightScheme
{
    /// <summary>Uniform with variance 2/n, which keeps the scale through ReLUs (He, Zhang, Ren, Sun 2015).</summary>
    KaimingUniform,

    /// <summary>Normal with variance 2/n (He, Zhang, Ren, Sun 2015).</summary>
    KaimingNormal,

    /// <summary>Uniform with variance 2/(n + m), for tanh and sigmoid (Glorot and Bengio 2010).</summary>
    XavierUniform,

    /// <summary>Normal with variance 2/(n + m) (Glorot and Bengio 2010).</summary>
    XavierNormal,

    /// <summary>Orthonormal rows, or columns where there are more rows (Saxe, McClelland, Ganguli 2014).</summary>
    Orthogonal,

    /// <summary>All zero: every unit of a layer stays like every other, so that nothing is learned. For seeing that.</summary>
    Zeros,

    /// <summary>Normal with variance 1: activations grow by √n a layer. For seeing that.</summary>
    TooLarge,
}
