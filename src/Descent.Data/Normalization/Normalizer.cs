namespace Descent.Data.Normalization;

/// <summary>Per-channel mean and standard deviation of the training split: x → (x − mean) / std.</summary>
/// <param name="Mean">One mean per channel, in the source's units (0–255 for images).</param>
/// <param name="StandardDeviation">One positive standard deviation per channel, in the source's units.</param>
/// <param name="Fingerprint">The fingerprint of the split that it was fitted on.</param>
public sealed partial record Normalizer(IReadOnlyList<float> Mean, IReadOnlyList<float> StandardDeviation, string Fingerprint);
