using Descent.Runs;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests.Losses;

public sealed class LossCatalogTests
{
    public static TheoryData<string, Loss> Texts => new()
    {
        { "cross-entropy", Loss.CrossEntropy },
        { "cross-entropy:label-smoothing=0.1, ignore-index=-1", new CrossEntropyLoss(0.1, -1) },
        { "cross-entropy:class-weights=1/2/0.5", new CrossEntropyLoss(ClassWeights: [1, 2, 0.5]) },
        { "binary-cross-entropy", new BinaryCrossEntropyLoss() },
        { "mse", new MeanSquaredLoss() },
        { "l1", new MeanAbsoluteLoss() },
        { "huber", new HuberLoss() },
        { "huber:delta=0.5", new HuberLoss(0.5) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_loss_is_read_from_its_text_and_kept_in_the_plan(string text, Loss expected)
    {
        Loss loss = LossCatalog.Parse(text);
        TrainingPlan plan = new(new TrainingOptions(), new SgdOptions { LearningRate = 1 }, loss);

        Assert.Equal(expected, loss);
        Assert.Equal(expected, System.Text.Json.JsonSerializer.Deserialize(plan.ToJson(), TrainingJson.Default.TrainingPlan)!.Loss);
    }

    [Theory]
    [InlineData("hubert", "The loss is unknown.", "hubert", "huber")]
    [InlineData("huber:dleta=1", "huber has no option 'dleta'.", "dleta", "delta")]
    [InlineData("mse:delta=1", "mse has no option 'delta'.", "delta", "Leave it out.")]
    [InlineData("huber:delta=x", "huber's option 'delta' cannot be read.", "x", "delta=0.5")]
    [InlineData("huber:delta", "huber's option 'delta' cannot be read.", "no value", "delta=0.5")]
    [InlineData("huber:delta=-1", "huber's delta is out of range.", "-1", "above")]
    [InlineData("huber:delta=1,delta=2", "huber's option 'delta' is given twice.", "delta=1,delta=2", "all but one")]
    [InlineData("cross-entropy:ignore-index=0.5", "cross-entropy's option 'ignore-index' cannot be read.", "0.5", "ignore-index=1")]
    [InlineData("cross-entropy:class-weights=1/x", "cross-entropy's option 'class-weights' cannot be read.", "1/x", "1/2/0.5")]
    [InlineData("cross-entropy:class-weights=1/-2", "a class weight is out of range.", "-2", "in that range")]
    public void A_wrong_text_is_told_with_what_is_allowed(string text, string what, string received, string fix)
    {
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => LossCatalog.Parse(text)).Mistakes);

        Assert.Equal((what, received), (mistake.What, mistake.Received));
        Assert.Contains(fix, mistake.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_is_told_at_once() => Assert.Equal(3, Assert.Throws<RunConfigurationException>(
        () => LossCatalog.Parse("cross-entropy:label-smoothing=2,ignore=1,class-weights=x")).Mistakes.Count);
}
