using System.ComponentModel;
using System.Diagnostics;

namespace Descent.Distributed.Tests.Mpi;

/// <summary>Ranks of this program, started by an MPI's own launcher and run to their end.</summary>
internal sealed record RankLaunch(int ExitCode, string Output, TimeSpan Time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Starts them; skips the test where the launcher is missing.</summary>
    public static async Task<RankLaunch> Run(MpiVendor vendor, int ranks, params string[] what)
    {
        ProcessStartInfo start = new(vendor.Launcher)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Root, as in a container, and more ranks than cores must be allowed by name.
        string[] allowed = vendor.Name == "Open MPI" ? ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"] : [];
        foreach (string argument in (string[])[.. allowed, "-n", $"{ranks}", Environment.ProcessPath!, "rank", .. what])
        {
            start.ArgumentList.Add(argument);
        }

        long began = Stopwatch.GetTimestamp();
        Process? launcher = null;
        try
        {
            launcher = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            string install = $"{vendor.Launcher} is not installed: apt install {vendor.Package}";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("DESCENT_REQUIRE_MPI") is null, install);
            Assert.Fail(install);
        }

        using (launcher)
        {
            launcher.StandardInput.Close();
            // Ranks that wait for one another would wait forever, and the test with them; what they wrote is shown by the test that fails.
            using Timer limit = new(_ => launcher.Kill(entireProcessTree: true), null, Limit, Timeout.InfiniteTimeSpan);
            string[] output = await Task.WhenAll(launcher.StandardOutput.ReadToEndAsync(), launcher.StandardError.ReadToEndAsync());
            await launcher.WaitForExitAsync();
            return new RankLaunch(launcher.ExitCode, string.Concat(output), Stopwatch.GetElapsedTime(began));
        }
    }
}
