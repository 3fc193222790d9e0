namespace Descent.Bench.Workloads;

/// <summary>The programs that are compared; all lie beside this one.</summary>
internal static class Programs
{
    public static string Descent { get; } = Beside("descent");

    public static string TorchSharpPeer { get; } = Beside("torchsharp-peer");

    public static string PythonScript { get; } = Beside("train_lenet.py");

    public static string PythonSteps { get; } = Beside("step_network.py");

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
