namespace Descent.Bench.Gallery;

/// <summary>A fault that was put into a training, and the same training without it; or a healthy training alone.</summary>
/// <param name="Name">What it is, for example "lenet, adam 0.1".</param>
/// <param name="Check">The check that must find the fault; null for a healthy training.</param>
/// <param name="Sick">The training with the fault; null for a healthy training.</param>
/// <param name="Healthy">The training without it.</param>
internal sealed record GalleryCase(string Name, string? Check, GallerySetup? Sick, GallerySetup Healthy)
{
    /// <summary>Its number in the gallery: thresholds are fitted on the even ones and reported on the odd ones.</summary>
    public int Number { get; init; }

    /// <summary>Whether thresholds may be fitted on it.</summary>
    public bool IsForFitting => Number % 2 == 0;
}
