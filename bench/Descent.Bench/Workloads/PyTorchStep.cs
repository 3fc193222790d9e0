using System.Diagnostics;
using System.Globalization;

namespace Descent.Bench.Workloads;

/// <summary>The same step in PyTorch: a process that waits between measurements, so that it can take turns with the others.</summary>
internal sealed class PyTorchStep : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly string[] OpenBlasVariables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];
    private readonly Process _process;

    private PyTorchStep(Process process) => _process = process;

    /// <summary>Starts it; null where PyTorch, or this network for it, is missing.</summary>
    public static PyTorchStep? Start(string network, int batch, int threads)
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        ProcessStartInfo start = new(
            Python, [Programs.PythonSteps, network, batch.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in OpenBlasVariables)
        {
            start.Environment.Remove(name);
        }

        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == "ready")
        {
            return new PyTorchStep(process);
        }

        process.WaitForExit();
        process.Dispose();
        return null;
    }

    /// <summary>Has it make steps for a while and returns the seconds of one.</summary>
    public double Measure()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return double.Parse(
            _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch ended: {_process.StandardError.ReadToEnd()}"), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
