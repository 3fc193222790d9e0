using Descent.Lab.Answers;
using Descent.Lab.Experiments;
using Descent.Lab.Plots;
using Descent.Lab.Running;

namespace Descent.Lab.Tests;

/// <summary>An answer that nobody measured, to the question of <see cref="ConvolutionTraits"/>.</summary>
internal static class Sample
{
    public static Experiment Experiment { get; } = ExperimentCatalog.All.OfType<ConvolutionTraits>().Single();

    public static Answer Answer { get; } = new()
    {
        Number = 15,
        Options = LabOptions.Small,
        Program = "0.0.0",
        Data = "<script>alert('data')</script>",
        Seconds = 1.5,
        Values = ((string[])["weights-conv", "weights-full", "changed-conv", "changed-full", "kernels", "moved-error"])
            .ToDictionary(name => name, _ => new Measurement(Unit.Number, [1, 2, double.PositiveInfinity])),
        Claims = [new Claim("sharing", true), new Claim("locality", true), new Claim("size", false), new Claim("kernels", true)],
        Tables = [new ResultTable(("a < b & \"c\"", "表 <b>"), ["x", "y"], [["<i>", "1"]])],
        Plots =
        [
            new LinePlot
            {
                Title = "<u>lines</u>",
                X = "x",
                Y = "y",
                LogY = true,
                Series =
                [
                    new Series("one & two", [1, 2, 3], [1, 10, 100]) { Reach = [0.5, 20, 1] },
                    new Series("none", [1, 2], [double.NaN, 0]) { Style = SeriesStyle.Points },
                ],
            },
            new LinePlot { Title = "second", X = "x", Y = "y", Series = [new Series("one", [1000, 2000], [1, 2])] },
            new BarPlot { Title = "bars", Y = "y", Unit = Unit.Percent, Groups = ["left", "right"], Series = [new BarSeries("one", [new(Unit.Percent, [0.1]), new(Unit.Percent, [0.9, 0.8, 0.7])])] },
            new MapPlot { Title = "maps", Maps = [new Map("map", [[0, 0.5], [1, 2]])] },
        ],
    };
}
