using Descent.Cli.Commands;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Evaluation;

namespace Descent.Cli.Comparison;

/// <summary>Opens runs to be compared and tests their models anew.</summary>
internal static class RunReading
{
    private const int LatencyRepetitions = 200;

    /// <summary>The runs, when all of them can be compared.</summary>
    /// <exception cref="RunConfigurationException">What keeps them from it, of every run.</exception>
    public static IReadOnlyList<(RunFolder Run, RunResult Result)> Open(IReadOnlyList<string> paths)
    {
        List<(RunFolder Run, RunResult Result)> runs = [];
        List<Mistake> mistakes = [];
        foreach (string path in paths)
        {
            try
            {
                RunFolder run = RunFolder.Open(path);
                RunResult? result = run.ReadResult();
                mistakes.AddRange(FindMistakes(path, result));
                if (runs.Exists(other => other.Run.Path == run.Path))
                {
                    mistakes.Add(new Mistake($"The run '{path}' is named twice.", path, "each run once", "Leave out all but one."));
                }
                else if (result is not null)
                {
                    runs.Add((run, result));
                }
            }
            catch (RunConfigurationException e)
            {
                mistakes.AddRange(e.Mistakes);
            }
        }

        string[] datasets = [.. runs.Select(run => run.Run.Manifest.Dataset).Distinct()];
        if (datasets.Length > 1)
        {
            mistakes.Add(new Mistake(
                "Accuracies on different data sets cannot be compared.", string.Join(", ", runs.Select(run => $"{Path.GetFileName(run.Run.Path)} on {run.Run.Manifest.Dataset}")),
                "runs on one data set", "Compare the runs of each data set by themselves."));
        }

        return mistakes.Count == 0 ? runs : throw new RunConfigurationException(mistakes);
    }

    /// <summary>Tests a run's model on examples; measures it beside.</summary>
    /// <exception cref="RunConfigurationException">The model cannot be built, or the examples are not for it.</exception>
    public static ComparedRun Test(RunFolder run, RunResult result, IMapSource examples)
    {
        using TrainedModel model = ModelLoading.Load(run, out Network network);
        IReadOnlyList<bool> right = model.FindRight(examples);
        return new ComparedRun(RunPath.Shorten(run.Path), run.Manifest.Network, new Proportion(right.Count(isRight => isRight), right.Count), result.Parameters)
        {
            Right = right,
            Flops = NetworkSummary.Of(network, model.Description.Input.Shape).Sum(layer => layer.Flops),
            Latency = model.MeasureLatency(LatencyRepetitions),
        };
    }

    /// <summary>A run by what it recorded, its model left alone.</summary>
    /// <exception cref="RunConfigurationException">It did not record over how many examples its accuracy was counted.</exception>
    public static ComparedRun Recorded(RunFolder run, RunResult result) =>
        result.TestCounted is { } counted
            ? new ComparedRun(
                RunPath.Shorten(run.Path), run.Manifest.Network, new Proportion((long)Math.Round(result.TestAccuracy!.Value * counted), counted), result.Parameters)
            : throw new RunConfigurationException(new Mistake(
                $"The run '{run.Path}' did not record how many test examples it had.", "a result of an older version", "testCounted in result.json",
                "Bring its data set back, so that its model can be tested anew."));

    private static IEnumerable<Mistake> FindMistakes(string path, RunResult? result)
    {
        if (result is null)
        {
            yield return new Mistake($"The run '{path}' has no result yet.", "unfinished", "runs that ended", $"Finish it with: descent resume {path}");
        }
        else if (result.TestAccuracy is null)
        {
            yield return new Mistake(
                $"The run '{path}' has no test accuracy.", "no test examples, or a loss without right and wrong", "runs with a test accuracy", "Leave it out.");
        }
    }
}
