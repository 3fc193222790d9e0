using System.Diagnostics;
using System.Globalization;

namespace Descent.Bench.Workloads;

/// <summary>A step in a process of its own, which waits between measurements, so that it can take turns with others.</summary>
internal sealed class ChildStep : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly string[] OpenBlasVariables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];
    private readonly Process _process;

    private ChildStep(Process process) => _process = process;

    /// <summary>PyTorch's step of a network of the same name; null where PyTorch is missing.</summary>
    public static ChildStep? StartPyTorch(string network, int batch, int threads)
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        ProcessStartInfo start = new(
            Python, [Programs.PythonSteps, network, batch.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture)]);
        foreach (string name in OpenBlasVariables)
        {
            start.Environment.Remove(name);
        }

        return Start(start);
    }

    /// <summary>Our step of a network.</summary>
    /// <param name="network">Its name.</param>
    /// <param name="asSystem">Whether malloc stays as the system has it.</param>
    public static ChildStep StartOurs(string network, bool asSystem) =>
        Start(new ProcessStartInfo(Environment.ProcessPath!, [StepServer.Command, network, asSystem ? StepServer.AsSystem : StepServer.WithPolicy]))
            ?? throw new InvalidOperationException($"The step of {network} did not start.");

    /// <summary>Has it make steps for a while and returns the seconds of one.</summary>
    public double Measure()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return double.Parse(
            _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The process ended: {_process.StandardError.ReadToEnd()}"), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ChildStep? Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == StepServer.Ready)
        {
            return new ChildStep(process);
        }

        process.WaitForExit();
        process.Dispose();
        return null;
    }
}
