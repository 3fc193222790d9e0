using Descent.Training.Evaluation;

namespace Descent.Training.Tests.Evaluation;

public sealed class EvaluationTallyTests
{
    private static readonly string[] Names = ["cat", "dog", "owl", "yak"];

    // Label, then the probabilities of cat, dog, owl, yak.
    private static readonly (int Label, float[] Probabilities)[] Examples =
    [
        (0, [0.7f, 0.1f, 0.1f, 0.1f]), // right
        (0, [0.2f, 0.6f, 0.1f, 0.1f]), // cat taken for dog
        (0, [0.4f, 0.5f, 0.1f, 0f]), // cat taken for dog
        (0, [0.1f, 0.1f, 0.8f, 0f]), // cat taken for owl
        (1, [0.1f, 0.9f, 0f, 0f]), // right
        (1, [0.5f, 0.5f, 0f, 0f]), // dog taken for cat: the first of a tie
        (2, [0.1f, 0.2f, 0.7f, 0f]), // right
        (2, [1f, 0f, 0f, 0f]), // owl taken for cat, with probability 0
    ];

    private readonly EvaluationReport _report = Report(Examples);

    [Fact]
    public void The_confusion_has_labels_as_rows_and_predictions_as_columns() =>
        Assert.Equal([[1, 2, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]], _report.Confusion);

    [Fact]
    public void The_score_is_the_mean_loss_and_the_share_that_is_right()
    {
        double loss = Examples.Sum(example => -Math.Log(Math.Max(example.Probabilities[example.Label], float.Epsilon)));

        Assert.Equal(loss / 8, _report.Score.Loss, 1e-9);
        Assert.Equal((3 / 8.0, 8L), (_report.Score.Accuracy, _report.Score.Examples));
        Assert.Equal(8, _report.Score.Counted);
    }

    [Fact]
    public void Each_class_has_precision_recall_and_their_harmonic_mean()
    {
        Assert.Equal(
            [
                new ClassScore(0, "cat", 4, 1 / 3.0, 1 / 4.0), new ClassScore(1, "dog", 2, 1 / 3.0, 1 / 2.0),
                new ClassScore(2, "owl", 2, 1 / 2.0, 1 / 2.0), new ClassScore(3, "yak", 0, 0, 0),
            ],
            _report.Classes);
        double[] expected = [2 / 7.0, 2 / 5.0, 1 / 2.0, 0];
        Assert.Equal(expected, _report.Classes.Select(score => score.F1), (one, other) => Math.Abs(one - other) <= 1e-12);
    }

    [Fact]
    public void The_most_confused_pairs_come_first_and_equals_in_the_order_of_classes() =>
        Assert.Equal(
            [new("cat", "dog", 2), new("cat", "owl", 1), new("dog", "cat", 1), new("owl", "cat", 1)],
            _report.MostConfused);

    [Fact]
    public void The_worst_examples_have_the_largest_losses()
    {
        Assert.Equal([7, 3, 1, 2, 5, 0, 6, 4], _report.Worst.Select(example => example.Id));
        Assert.Equal(new WorstExample(3, "cat", "owl", 0.1f, -Math.Log(0.1f)), _report.Worst[1]);
        Assert.Equal((0, -Math.Log(float.Epsilon)), (_report.Worst[0].Probability, _report.Worst[0].Loss));
    }

    [Fact]
    public void Of_many_only_the_worst_ten_are_kept_and_of_equals_the_first()
    {
        float[] good = [0.9f, 0.1f, 0, 0];
        float[] bad = [0.1f, 0.9f, 0, 0];
        EvaluationReport report = Report([.. Enumerable.Range(0, 30).Select(i => (0, i is 25 or 3 ? bad : good))]);

        Assert.Equal([3, 25, 0, 1, 2, 4, 5, 6, 7, 8], report.Worst.Select(example => example.Id));
    }

    [Fact]
    public void At_most_ten_pairs_are_listed()
    {
        (int, float[])[] everyMistake = [.. from label in Enumerable.Range(0, 4)
                                            from predicted in Enumerable.Range(0, 4)
                                            where label != predicted
                                            select (label, Enumerable.Range(0, 4).Select(i => i == predicted ? 1f : 0f).ToArray())];

        Assert.Equal(10, Report(everyMistake).MostConfused.Count);
    }

    private static EvaluationReport Report(IEnumerable<(int Label, float[] Probabilities)> examples)
    {
        var tally = new EvaluationTally(Names);
        long id = 0;
        foreach ((int label, float[] probabilities) in examples)
        {
            tally.Add(id++, label, probabilities);
        }

        return tally.Report(id);
    }
}
