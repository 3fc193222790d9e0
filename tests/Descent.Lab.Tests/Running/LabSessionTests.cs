using Descent.Lab.Answers;
using Descent.Lab.Running;
using Descent.Runs;

namespace Descent.Lab.Tests.Running;

public sealed class LabSessionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(32)]
    public void Seeds_that_give_no_interval_are_refused(int seeds) =>
        Assert.Throws<RunConfigurationException>(() => new LabSession(new LabOptions { Seeds = seeds }).Run(Sample.Experiment, TestContext.Current.CancellationToken));

    [Fact]
    public void The_same_question_gets_the_same_numbers_and_each_seed_gives_a_sample()
    {
        LabSession session = new(LabOptions.Small with { Seeds = 4 });

        Answer first = session.Run(Sample.Experiment, TestContext.Current.CancellationToken), second = session.Run(Sample.Experiment, TestContext.Current.CancellationToken);

        Assert.Equal(4, first.Values["moved-error"].Samples.Count);
        Assert.True(first.Values["kernel-error"].Samples.Distinct().Count() > 1);
        Assert.Equal(first.Values["kernel-error"].Samples, second.Values["kernel-error"].Samples);
        Assert.Equal(first.Program, second.Program);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void A_first_seed_out_of_range_is_refused(int seed) =>
        Assert.Throws<RunConfigurationException>(() => new LabSession(LabOptions.Small with { FirstSeed = seed }).Run(Sample.Experiment, TestContext.Current.CancellationToken));

    [Fact]
    public void Other_seeds_are_those_from_the_first_on()
    {
        LabOptions options = LabOptions.Small with { Seeds = 4 };

        Answer usual = new LabSession(options).Run(Sample.Experiment, TestContext.Current.CancellationToken);
        Answer other = new LabSession(options with { FirstSeed = 2 }).Run(Sample.Experiment, TestContext.Current.CancellationToken);

        Assert.Equal(usual.Values["kernel-error"].Samples.Skip(1), other.Values["kernel-error"].Samples.SkipLast(1));
        Assert.NotEqual(usual.Values["kernel-error"].Samples[0], other.Values["kernel-error"].Samples[^1]);
    }

    [Fact]
    public void It_stops_when_asked_and_leaves_no_folder()
    {
        string[] Folders() => Directory.Exists("/dev/shm") ? Directory.GetDirectories("/dev/shm", $"descent-lab-{Environment.ProcessId}-*") : [];

        Assert.Throws<OperationCanceledException>(() => new LabSession(LabOptions.Small).Run(Sample.Experiment, new CancellationToken(canceled: true)));
        Assert.Empty(Folders());
    }

    [Fact]
    public void An_unknown_number_is_answered_with_the_known_ones() =>
        Assert.Contains("7, 8, 9", Assert.Throws<RunConfigurationException>(() => ExperimentCatalog.Find("21")).Message, StringComparison.Ordinal);
}
