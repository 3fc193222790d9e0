using Descent.Cli.Verification;

namespace Descent.Cli.Tests.Verification;

public sealed class ResumeProofTests
{
    [Fact]
    public void Kills_hit_different_steps_in_mid_epoch_and_before_the_end()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            IReadOnlyList<long> steps = ResumeProof.ChooseSteps(5, seed, steps: 40, perEpoch: 10);

            Assert.Equal(5, steps.Distinct().Count());
            Assert.Equal(steps.Order(), steps);
            Assert.All(steps, step => Assert.True(step is >= 1 and <= 32 && step % 10 != 0));
        }
    }

    [Fact]
    public void A_seed_always_gives_the_same_steps() =>
        Assert.Equal(ResumeProof.ChooseSteps(3, 7, 100, 20), ResumeProof.ChooseSteps(3, 7, 100, 20));

    [Fact]
    public void A_run_too_short_for_the_kills_is_refused() =>
        Assert.Throws<VerificationException>(() => ResumeProof.ChooseSteps(5, 1, steps: 5, perEpoch: 5));
}
