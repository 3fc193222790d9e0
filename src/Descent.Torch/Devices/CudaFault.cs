namespace Descent.Torch.Devices;

/// <summary>Why no GPU can be computed on.</summary>
/// <param name="Found">What was found here, for people to read.</param>
/// <param name="Fix">What to do, in a sentence.</param>
public sealed record CudaFault(string Found, string Fix);
