using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

/// <summary>This program as a process that does nothing but save, until it is killed.</summary>
internal static class SaverProcess
{
    private const string Variable = "DESCENT_TEST_SAVE_IN";

    public static Process Start(string folder)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, typeof(SaverProcess).Assembly.GetName().Name!))
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }

    // Runs before the program's own entry, which belongs to the test framework.
    [ModuleInitializer]
    internal static void SaveIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } folder)
        {
            return;
        }

        CheckpointStore store = new(folder, 2, Disk.Real);
        store.Prepare();
        long step = store.LoadNewest(out _)?.Step ?? 0;
        while (true)
        {
            step++;
            for (int revision = 0; revision < 2; revision++)
            {
                store.Save(Snapshots.Of(step, revision), best: 1);
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step} {revision}"));
            }
        }
    }
}
