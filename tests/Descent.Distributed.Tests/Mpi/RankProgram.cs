using Descent.Distributed.Mpi;
using Descent.Distributed.Tests.Training;
using Descent.Torch.Loading;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Distributed.Tests.Mpi;

/// <summary>What a rank does that a test started.</summary>
internal static class RankProgram
{
    public static int Run(string[] what)
    {
        Libtorch.Load();
        return Start(what);
    }

    private static int Start(string[] what) => what switch
    {
        ["contract"] => Contract(),
        ["train", var network, var folder, var stopAfter, .. var words] => TrainingRank.Run(network, folder, stopAfter, words),
        ["fail", var how] => FailingRank.Run(MpiCollective.Join(new MpiJoinOptions { Silence = FailingRank.Silence }), how),
        _ => throw new ArgumentException($"A rank does not know how to {string.Join(' ', what)}."),
    };

    // One line for each check, which the test looks for; a check that fails ends all ranks, as the others wait in it.
    private static int Contract()
    {
        set_num_threads(1);
        ICollective ranks = MpiCollective.Join();
        Console.WriteLine($"engine: {ranks.Engine}");
        foreach ((string name, Action<ICollective> check) in CollectiveContract.Checks)
        {
            check(ranks);
            Console.WriteLine($"rank {ranks.Rank} kept {name}");
        }

        return 0;
    }
}
