using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Descent.Distributed;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;
using Descent.Torch.Loading;
using Descent.Training.Collectives;
using TorchSharp;
using static TorchSharp.torch;

// What many ranks do, for the tests of launching: rank-program WHAT [RANK]
int which = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
switch (args[0])
{
    case "hello":
        Ranks.Spawn(2, rank => Console.WriteLine($"rank {rank.Number} of {rank.Size}, {Environment.ProcessorCount} core(s)"));
        Console.WriteLine("back in the parent");
        return 0;

    case "twice":
        Ranks.Spawn(2, rank => Console.WriteLine($"first {rank.Number}"));
        Ranks.Spawn(2, rank => Console.WriteLine($"second {rank.Number}"));
        return 0;

    case "throw":
    case "kill":
    case "nest":
        try
        {
            Ranks.Spawn(2, rank => Fail(args[0], rank, which));
            return 0;
        }
        catch (SpawnException e)
        {
            Console.WriteLine($"caught rank {e.Rank} | {e.OriginalType} | {e.OriginalMessage}");
            Console.WriteLine(e);
            return 3;
        }

    // As a program that a launcher starts.
    case "talk":
        LaunchedRank? launched = LaunchedRank.Find();
        launched?.LogOutput();
        Console.WriteLine($"this is rank {launched?.Place.Rank}");
        Console.Write("\r\e[K10 %");
        Console.Write("\r\e[K20 %");
        Console.WriteLine();
        Console.Error.WriteLine($"rank {launched?.Place.Rank} complains");
        launched?.End();
        return 0;

    case "end":
        LaunchedRank? ending = LaunchedRank.Find();
        if (ending?.Place.Rank == which)
        {
            return 7;
        }

        Thread.Sleep(TimeSpan.FromMinutes(1));
        return 0;

    case "sleep":
        LaunchedRank.Find();
        Console.WriteLine("sleeping");
        Thread.Sleep(TimeSpan.FromMinutes(1));
        return 0;

    // Works together until something happens: a failure of a peer, or SIGUSR2, which breaks this rank.
    case "together":
        return WorkTogether();

    // Rank 0 says where all are; then rank 1 fails.
    case "meet":
        return Meet();

    case "shared":
        Ranks.Spawn(2, rank =>
        {
            Libtorch.Load();
            using Tensor values = torch.full(3, rank.Number + 1.0);
            rank.Collective.Sum(values);
            Console.WriteLine($"sum {values.sum().item<float>()}");
        });
        return 0;

    default:
        throw new ArgumentException($"There is no '{args[0]}'.");
}

static int Meet()
{
    LaunchedRank launched = LaunchedRank.Find()!;
    ICollective collective = MpiCollective.Join();
    byte[][] hosts = collective.Gather(Encoding.UTF8.GetBytes(Environment.MachineName));
    if (collective.Rank == 0)
    {
        Console.WriteLine(string.Join(' ', hosts.Select(Encoding.UTF8.GetString)));
    }

    collective.Barrier();
    if (collective.Rank == 1)
    {
        launched.Fail(new InvalidDataException("the example is broken"), "", 1);
    }

    launched.End();
    return collective.Rank;
}

static int WorkTogether()
{
    LaunchedRank launched = LaunchedRank.Find()!;
    bool isBroken = false;
    using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)12, context => context.Cancel = isBroken = true);
    try
    {
        ICollective collective = MpiCollective.Join(new MpiJoinOptions { Silence = TimeSpan.FromSeconds(3) });
        byte[] message = new byte[1000];
        for (; ; collective.Step++)
        {
            collective.Gather(message);
            if (Volatile.Read(ref isBroken))
            {
                throw new InvalidDataException("the example is broken");
            }

            if (collective is { Rank: 0, Step: 10 })
            {
                Console.WriteLine("working");
            }

            Thread.Sleep(1);
        }
    }
    catch (Exception e)
    {
        launched.Fail(e, e.Message, 1);
        launched.End();
        return 1;
    }
}

static void Fail(string how, Rank rank, int which)
{
    if (rank.Number != which)
    {
        Thread.Sleep(TimeSpan.FromMinutes(1));
    }

    switch (how)
    {
        case "throw":
            throw new InvalidDataException("the example is broken");
        case "kill":
            Process.GetCurrentProcess().Kill();
            break;
        case "nest":
            Ranks.Spawn(2, _ => { });
            break;
    }
}
