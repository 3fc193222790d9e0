using System.Globalization;

namespace Descent.Torch.Loading;

/// <summary>
/// How libtorch's compute threads wait for one another. As OpenMP comes they spin for milliseconds: as soon as anything else needs a core, the
/// thread that is waited for stands behind the ones that spin, and two threads on two busy cores are twenty times slower than one.
/// </summary>
internal static class OpenMpPolicy
{
    private const string Spins = "GOMP_SPINCOUNT";

    // Some microseconds; then a thread sleeps until it is woken.
    private const int SpinCount = 1000;

    /// <summary>Must come before libtorch is loaded. What the user has set in the environment stays.</summary>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            NativeEnvironment.SetDefault(Spins, SpinCount.ToString(CultureInfo.InvariantCulture));
        }
    }
}
