using Descent.Training.Splitting;

namespace Descent.Training.Tests.Splitting;

public sealed class PipelineScheduleTests
{
    public static TheoryData<int, int> Pipelines => [.. from stages in Enumerable.Range(1, 6) from chunks in Enumerable.Range(0, 13) select (stages, chunks)];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Each_micro_batch_goes_forward_once_and_then_backward_once_in_order(int stages, int chunks)
    {
        foreach (PipelineTask[] tasks in Schedule(stages, chunks))
        {
            Assert.Equal(Enumerable.Range(0, chunks), tasks.Where(task => task.IsForward).Select(task => task.Chunk));
            Assert.Equal(Enumerable.Range(0, chunks), tasks.Where(task => !task.IsForward).Select(task => task.Chunk));
            Assert.All(Enumerable.Range(0, chunks), chunk =>
                Assert.True(Array.IndexOf(tasks, new PipelineTask(true, chunk)) < Array.IndexOf(tasks, new PipelineTask(false, chunk))));
        }
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void A_stage_holds_no_more_micro_batches_than_stages_are_left_to_the_last(int stages, int chunks)
    {
        PipelineTask[][] schedule = Schedule(stages, chunks);
        for (int stage = 0; stage < stages; stage++)
        {
            int alive = 0, most = 0;
            foreach (PipelineTask task in schedule[stage])
            {
                most = Math.Max(most, alive += task.IsForward ? 1 : -1);
            }

            Assert.Equal(Math.Min(stages - stage, chunks), most);
        }
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void No_stage_waits_forever_and_equal_stages_are_idle_as_the_formula_says(int stages, int chunks)
    {
        const int Forward = 1, Backward = 2;
        PipelineTask[][] schedule = Schedule(stages, chunks);
        // When a piece of work is done: a stage works when it is free and what it needs of its neighbour is done.
        Dictionary<(int Stage, PipelineTask Task), int> done = [];
        int[] next = new int[stages], free = new int[stages];
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int stage = 0; stage < stages; stage++)
            {
                while (next[stage] < schedule[stage].Length && Ready(stage, schedule[stage][next[stage]]) is { } ready)
                {
                    PipelineTask task = schedule[stage][next[stage]++];
                    done[(stage, task)] = free[stage] = Math.Max(ready, free[stage]) + (task.IsForward ? Forward : Backward);
                    moved = true;
                }
            }
        }

        Assert.Equal(schedule.Select(tasks => tasks.Length), next);
        if (chunks > 0)
        {
            double busy = chunks * (Forward + Backward);
            Assert.Equal(PipelineSchedule.IdleShare(stages, chunks), 1 - (busy / free.Max()), 1e-12);
        }

        int? Ready(int stage, PipelineTask task)
        {
            int neighbour = task.IsForward ? stage - 1 : stage + 1;
            return neighbour < 0 || neighbour == stages ? 0 : done.TryGetValue((neighbour, task), out int time) ? time : null;
        }
    }

    private static PipelineTask[][] Schedule(int stages, int chunks) =>
        [.. Enumerable.Range(0, stages).Select(stage => PipelineSchedule.OneForwardOneBackward(stage, stages, chunks).ToArray())];
}
