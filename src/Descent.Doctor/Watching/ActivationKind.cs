namespace Descent.Doctor.Watching;

/// <summary>What the outputs of a layer have gone through.</summary>
internal enum ActivationKind
{
    /// <summary>Nothing that is known; the numbers may tell.</summary>
    Unknown,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>1 / (1 + e⁻ˣ), in (0, 1).</summary>
    Sigmoid,

    /// <summary>tanh x, in (−1, 1).</summary>
    Tanh,
}
