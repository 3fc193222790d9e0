using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Training.Tests.Observers;

public sealed class ObserverListTests
{
    private static readonly Dictionary<string, Action<ITrainingObserver>> Events = new()
    {
        [nameof(ITrainingObserver.RunStarted)] = observer => observer.RunStarted(null!),
        [nameof(ITrainingObserver.StepFinished)] = observer => observer.StepFinished(default),
        [nameof(ITrainingObserver.CheckpointSaved)] = observer => observer.CheckpointSaved(1),
        [nameof(ITrainingObserver.EpochFinished)] = observer =>
            observer.EpochFinished(new EpochReport(0, 1, new Score(1, null, 1), null, default, default, 1, false)),
        [nameof(ITrainingObserver.Noticed)] = observer => observer.Noticed("something"),
        [nameof(ITrainingObserver.RunFinished)] = observer => observer.RunFinished(null!),
    };

    public static TheoryData<string> Names => [.. Events.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_that_throws_is_left_out_and_the_others_are_told_once(string name)
    {
        Recorder before = new();
        Recorder after = new();
        Recorder failing = new(name);
        var list = new ObserverList([before, failing, after]);
        Events[name](list);
        Events[name](list);

        const string Notice = "Noticed: Recorder failed and is left out from here on: InvalidOperationException: broken";
        Assert.Equal([name], failing.Heard.Select(Kind));
        Assert.Equal([name, "Noticed", name], before.Heard.Select(Kind));
        Assert.Equal(3, after.Heard.Count);
        Assert.All([before, after], observer => Assert.Single(observer.Heard, Notice));
    }

    [Fact]
    public void Every_event_reaches_every_observer()
    {
        Recorder[] observers = [new(), new()];
        var list = new ObserverList(observers);
        foreach (Action<ITrainingObserver> tell in Events.Values)
        {
            tell(list);
        }

        Assert.All(observers, observer => Assert.Equal(Events.Keys, observer.Heard.Select(Kind)));
    }

    // The notice about the second observer makes the first fail, too; the third must still hear of the step.
    [Fact]
    public void One_that_fails_at_hearing_of_anothers_failure_takes_no_event_from_the_rest()
    {
        Recorder last = new();
        var list = new ObserverList(
            [new Recorder(nameof(ITrainingObserver.Noticed)), new Recorder(nameof(ITrainingObserver.StepFinished)), last]);
        list.StepFinished(default);
        list.StepFinished(default);

        Assert.Equal(["Noticed", "Noticed", "StepFinished", "StepFinished"], last.Heard.Select(Kind));
    }

    [Fact]
    public void A_list_in_which_all_failed_is_silent()
    {
        var list = new ObserverList([new Recorder(nameof(ITrainingObserver.CheckpointSaved))]);
        list.CheckpointSaved(1);
        list.CheckpointSaved(2);
        list.RunFinished(null!);
    }

    private static string Kind(string heard) => heard.Split(':')[0];

    /// <summary>Records what it hears and throws at one event.</summary>
    private sealed class Recorder(string? failsAt = null) : ITrainingObserver
    {
        public List<string> Heard { get; } = [];

        public void RunStarted(RunStart start) => Hear(nameof(RunStarted));

        public void StepFinished(in StepReport step) => Hear(nameof(StepFinished));

        public void CheckpointSaved(long step) => Hear(nameof(CheckpointSaved));

        public void EpochFinished(EpochReport epoch) => Hear(nameof(EpochFinished));

        public void Noticed(string notice) => Hear(nameof(Noticed), notice);

        public void RunFinished(TrainingOutcome outcome) => Hear(nameof(RunFinished));

        private void Hear(string name, string? detail = null)
        {
            Heard.Add(detail is null ? name : $"{name}: {detail}");
            if (name == failsAt)
            {
                throw new InvalidOperationException("broken");
            }
        }
    }
}
