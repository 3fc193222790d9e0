using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>What a batch normalization has of its own, [C] each.</summary>
public readonly record struct ChannelNormState(Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVariance);
