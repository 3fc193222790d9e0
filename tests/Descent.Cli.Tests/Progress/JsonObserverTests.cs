using System.Text;
using System.Text.Json.Nodes;
using Descent.Cli.Progress;
using Descent.Runs;
using Descent.Training.Evaluation;

namespace Descent.Cli.Tests.Progress;

public sealed class JsonObserverTests
{
    [Fact]
    public void Each_event_is_one_object_on_one_line()
    {
        using TemporaryFolder folder = new();
        RunFolder run = Sample.Create(folder["run"]);
        MemoryStream output = new();
        using (JsonObserver json = new(output, every: 10))
        {
            json.RunStarted(Sample.Start(run));
            for (int step = 1; step <= 20; step++)
            {
                json.StepFinished(Sample.Step(step));
            }

            json.CheckpointSaved(20);
            json.EpochFinished(Sample.Epoch(0));
            json.EpochFinished(Sample.Epoch(1) with { Validation = new Score(double.NaN, null, 10) });
            json.Noticed("a \"notice\"\nof two lines");
            json.RunFinished(Sample.Outcome(run));
        }

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonNode[] events = [.. lines.Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(
            ["start", "step", "step", "checkpoint", "epoch", "epoch", "notice", "result"], events.Select(e => (string)e["event"]!));
        Assert.Equal(20, (long)events[2]["step"]!);
        Assert.Equal(0.861, (double)events[4]["validation"]!["accuracy"]!);
        Assert.Null(events[5]["validation"]!["loss"]);
        Assert.Equal(0.8954, (double)events[7]["test"]!["accuracy"]!);
    }
}
