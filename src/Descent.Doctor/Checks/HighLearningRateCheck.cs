using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Checks;

/// <summary>Steps move the weights by so much of themselves that the loss stays near that of guessing, or rises again by more than its noise.</summary>
internal sealed class HighLearningRateCheck : Check
{
    private const double LargeUpdate = 0.1;
    private const double NotableUpdate = 0.02;
    private const double Replaced = 1;
    private const double Thrown = 0.7;
    private const double StillThere = 0.2;
    private const int Steps = 40;
    private const double Rise = 1.2;
    private const double Jump = 2;
    private const double SmallJump = 1.25;
    private const double LongUpdate = 0.25;
    private const double StillHigh = 0.6;
    private const double Errors = 4;
    private const double MostOfTheRate = 0.1;

    public override string Id => "high-learning-rate";

    public override string Title => "Learning rate too high";

    public override string Threshold =>
        "After 40 steps the loss is over 0.6 of guessing's and updates are over a tenth of the weights (torchmortem, TheDeepChecker: 1e-1), or one was as large as they; or updates are over a fiftieth, and the loss rose to twice its first (1.25 times, after an update of a quarter), or is over 1.2 times its best by more than four standard errors, or a step's loss deviates by over 0.7 of itself in batches of 16 or more.";

    public override string Why =>
        "A step that is too long jumps over the valley to the other side, often higher up than it began. The loss swings or grows, however long the run goes on.";

    public override int? Experiment => 10;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series losses = run[Quantity.LossMean];
        double usual = WeightUpdates.Largest(run);
        double update = WeightUpdates.Greatest(run);
        if (losses.Count < 4 || !(update > NotableUpdate))
        {
            yield break;
        }

        double guessing = LossTrend.GuessingLoss(run);
        double now = losses.Median(3);
        double jump = new Series(losses.Points.Skip(1)).Greatest / Math.Max(losses.First, guessing);
        LossTrend? trend = LossTrend.Of(run);
        bool swings = run.Step >= Steps && (usual > LargeUpdate || update > Replaced) && now > StillHigh * guessing;
        bool rises = trend is not null && WeightUpdates.Median(run, 5) > NotableUpdate && trend.Now > Rise * trend.Least && trend.Now - trend.Least > Errors * trend.NowError && trend.Now - trend.Least > 0.05 * guessing;
        bool isThrown = trend is { Noise: > Thrown, Level: > StillThere } && WeightUpdates.Median(run, 5) > NotableUpdate && run.Plan.Training.BatchSize >= SmallBatchCheck.Few;
        bool jumps = jump > Jump || (jump > SmallJump && update > LongUpdate);
        if (!swings && !rises && !jumps && !isThrown)
        {
            yield break;
        }

        double rate = run.Plan.Optimizer.LearningRate;

        // An adaptive optimizer's steps are as long as its rate; the longest of a plain one may be due to a single gradient.
        double longest = run.Plan.Optimizer is SgdOptions or MomentumOptions ? usual : update;
        double lower = rate * double.MinNumber(MostOfTheRate, LargeUpdate / longest);
        yield return Say(
            run, now >= 0.9 * guessing ? Severity.Error : Severity.Warning, "",
            $"Steps change weights by up to {Percent(update)} of themselves, and the loss is {Show(now)} after {Show(losses.First)} at the start, {Show(losses.Greatest)} at worst and {Show(losses.Least)} at best.",
            $"Take a learning rate of {Option(lower)}, or let it rise over the first steps.", ["--learning-rate", Option(lower)],
            new Evidence("update over weights, largest layer", update, swings ? usual > LargeUpdate ? LargeUpdate : Replaced : NotableUpdate), new Evidence("loss over that of guessing", now / guessing, StillHigh),
            new Evidence("greatest loss over the first", jump, update > LongUpdate ? SmallJump : Jump), new Evidence("learning rate", rate));
    }
}
