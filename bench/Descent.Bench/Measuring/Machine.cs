using System.Globalization;

namespace Descent.Bench.Measuring;

/// <summary>What a result must be read with: date, processor, cores, load.</summary>
internal static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string LoadFile = "/proc/loadavg";

    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetLocalNow():yyyy-MM-dd HH:mm}, {Processor()}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Load()}");

    private static string Processor() => !File.Exists(ProcessorFile) ? "unknown processor"
        : File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown processor";

    private static string Load() => File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown";
}
