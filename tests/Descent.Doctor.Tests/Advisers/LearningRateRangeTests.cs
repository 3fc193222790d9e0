using Descent.Doctor.Advisers;
using Descent.Models;
using Descent.Runs;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Advisers;

public sealed class LearningRateRangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Suggests_a_rate_that_learns_whatever_the_runs_own_was()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 1e-7);
        IReadOnlyDictionary<string, string> before = TrainedRun.Bytes(run);

        var range = LearningRateRange.Find(run, () => new LeNet(), Glyphs.Data, 1e-7, 10, 80);

        Assert.InRange(range.Suggested!.Value, 3e-4, 3e-2);
        Assert.InRange(range.Highest!.Value, range.Suggested.Value, 1);
        Assert.Equal(range.Rates.Count, range.Losses.Count);
        Assert.Equal(before, TrainedRun.Bytes(run));
    }

    public void Dispose() => _folder.Dispose();
}
