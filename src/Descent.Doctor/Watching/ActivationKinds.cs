namespace Descent.Doctor.Watching;

/// <summary>Tells activations by the name of a layer's class.</summary>
internal static class ActivationKinds
{
    /// <param name="layer">The name of the class, for example "ReLU" or "ConvReluPool2d".</param>
    public static ActivationKind Of(string layer) => layer switch
    {
        "Sigmoid" => ActivationKind.Sigmoid,
        "Tanh" => ActivationKind.Tanh,
        "ReLU" or "ReLU6" or "ConvReluPool2d" or "BatchNormRelu2d" or "BatchNormAddRelu2d" => ActivationKind.Relu,
        _ => ActivationKind.Unknown,
    };

    /// <summary>What numbers look like: a ReLU leaves zeros and nothing below, a sigmoid or tanh stays within its range.</summary>
    public static ActivationKind Guess(double least, double greatest, double zeros) =>
        least == 0 && zeros > 0.01 ? ActivationKind.Relu
        : least > 0 && greatest <= 1 ? ActivationKind.Sigmoid
        : least >= -1 && least < 0 && greatest <= 1 && zeros < 0.01 ? ActivationKind.Tanh
        : ActivationKind.Unknown;
}
