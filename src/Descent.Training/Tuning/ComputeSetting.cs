namespace Descent.Training.Tuning;

/// <summary>What changes a step's speed and rounding and nothing else.</summary>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Layout">Nchw or Nhwc.</param>
internal sealed record ComputeSetting(int Threads, Layout Layout)
{
    /// <summary>As the command line takes it.</summary>
    public override string ToString() => $"--threads {Threads} --layout {(Layout == Layout.Nhwc ? "nhwc" : "nchw")}";
}
