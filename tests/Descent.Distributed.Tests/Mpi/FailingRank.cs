using Descent.Distributed.Mpi;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Distributed.Tests.Mpi;

/// <summary>Ranks of which the second fails in step 3, or looks as if it did.</summary>
internal static class FailingRank
{
    public const string Process = "fails now, process ";
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    public static int Run(ICollective ranks, string how)
    {
        using ICollective pair = ranks.Split(ranks.Rank / 2);
        using Tensor value = zeros(1);
        for (int step = 1; step <= 5; step++)
        {
            ranks.Step = step;
            if (step == 3 && ranks.Rank == 1 && Fail(how) is int code)
            {
                return code;
            }

            try
            {
                switch (how, step, ranks.Rank)
                {
                    case ("owes a message", 3, 0):
                        ranks.Receive(value, 1);
                        break;
                    case ("owes its group", 3, 0):
                        pair.Barrier();
                        break;
                    case ("owes a message" or "owes its group", 3, _):
                        ranks.Receive(value, 0);
                        break;
                    default:
                        ranks.Barrier();
                        break;
                }
            }
            catch (RankFailedException e)
            {
                Console.WriteLine($"rank {ranks.Rank} caught: {e.Message}");
                return 5;
            }
        }

        return 0;
    }

    private static int? Fail(string how)
    {
        Console.WriteLine($"{Process}{Environment.ProcessId}.");
        switch (how)
        {
            case "throws":
                throw new InvalidOperationException("the disk is full");
            case "aborts":
                MpiCollective.Abort(new InvalidOperationException("the disk is full"));
                return null;
            case "returns":
                return 7;
            case "leaves" or "owes a message" or "owes its group":
                return 0;
            case "is slow":
                Thread.Sleep(1.5 * Silence);
                return null;
            default:
                using (var kill = System.Diagnostics.Process.Start("kill", [how, $"{Environment.ProcessId}"]))
                {
                    kill.WaitForExit();
                }

                Thread.Sleep(TimeSpan.FromSeconds(30));
                return null;
        }
    }
}
