using System.Globalization;
using Descent.Models;
using Descent.Torch.Loading;

namespace Descent.Bench.Workloads;

/// <summary>The other end of a <see cref="ChildStep"/>: for each line read it makes steps for a while and says the seconds of one.</summary>
internal static class StepServer
{
    /// <summary>The first word of the command line: steps NETWORK POLICY.</summary>
    public const string Command = "steps";

    public const string AsSystem = "malloc-as-system";

    public const string WithPolicy = "malloc-with-policy";

    /// <summary>What is said before the first line is read.</summary>
    public const string Ready = "ready";

    public static void Serve(string network, string policy)
    {
        if (policy == AsSystem)
        {
            Libtorch.LoadAsSystem();
        }

        NetworkCase timed = new(NetworkCatalog.All.Single(definition => definition.Name == network));
        using StepBatch batch = timed.MakeBatch();
        using NetworkStep step = new(timed.Make(), batch, timed.Threads);
        Console.WriteLine(Ready);
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(step.Measure().ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
