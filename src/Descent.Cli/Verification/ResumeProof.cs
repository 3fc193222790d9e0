using Descent.Torch.Randomness;

namespace Descent.Cli.Verification;

/// <summary>
/// Trains once unbroken, once with real SIGKILLs in mid-epoch, each followed by a resume in a new process, and compares what came out byte for byte.
/// </summary>
internal sealed class ResumeProof(ProofRequest request, string folder, Action<string> say)
{
    private string Unbroken => Path.Combine(folder, "unbroken");

    private string Killed => Path.Combine(folder, "killed");

    /// <exception cref="VerificationException">A child failed, or ended before it could be killed.</exception>
    public IReadOnlyList<ProofRow> Run()
    {
        (long steps, long perEpoch) = TrainUnbroken();
        say($"unbroken: {steps} steps in {steps / perEpoch} epochs");
        IReadOnlyList<long> kills = ChooseSteps(request.Kills, request.Seed, steps, perEpoch);
        for (int i = 0; i < kills.Count; i++)
        {
            using ChildTraining child = i == 0 ? Train(Killed) : ChildTraining.Resume(Killed);
            long reached = KillAt(child, kills[i]);
            say($"killed with SIGKILL after step {reached}, batch {reached % perEpoch} of epoch {reached / perEpoch}");
        }

        using (ChildTraining child = ChildTraining.Resume(Killed))
        {
            child.Finish();
        }

        return RunDigests.Compare(Unbroken, Killed);
    }

    /// <summary>Different steps in the first four fifths of the run, so that none is missed, in order and never at an epoch's end.</summary>
    internal static IReadOnlyList<long> ChooseSteps(int count, ulong seed, long steps, long perEpoch)
    {
        long[] eligible = [.. Enumerable.Range(1, (int)(steps * 4 / 5)).Select(step => (long)step).Where(step => step % perEpoch != 0)];
        if (eligible.Length < count)
        {
            throw new VerificationException($"{steps} steps are too few for {count} kills in mid-epoch. Give fewer --kills, more --epochs or more examples.");
        }

        KeyedRandom random = new(seed);
        for (int i = 0; i < count; i++)
        {
            int other = i + random.NextInt(eligible.Length - i);
            (eligible[i], eligible[other]) = (eligible[other], eligible[i]);
        }

        return [.. eligible.Take(count).Order()];
    }

    private ChildTraining Train(string output) => ChildTraining.Train([.. request.Words, "--output", output]);

    private (long Steps, long PerEpoch) TrainUnbroken()
    {
        using ChildTraining child = Train(Unbroken);
        long perEpoch = 0;
        long steps = 0;
        while (child.NextEvent() is { } line)
        {
            perEpoch = line.Kind == "start" ? line.Number("stepsPerEpoch") : perEpoch;
            steps = line.Kind == "step" ? line.Number("step") : steps;
        }

        child.RequireSuccess();
        return (steps, perEpoch);
    }

    // The child may be a step or two further when the signal reaches it; its last words say how far it was.
    private static long KillAt(ChildTraining child, long step)
    {
        long reached = 0;
        while (child.NextEvent() is { } line)
        {
            reached = line.Kind == "step" ? line.Number("step") : reached;
            if (reached >= step)
            {
                child.Kill();
            }
        }

        child.RequireKilled();
        return reached;
    }
}
