namespace Descent.Training.Splitting;

/// <summary>The order of a stage's work in a step.</summary>
internal static class PipelineSchedule
{
    /// <summary>
    /// One forward, one backward (Narayanan et al. 2021, "Efficient large-scale language model training on GPU clusters", section 2.2): a stage begins with
    /// as many forward passes as stages follow it, then takes turns, then finishes the backward passes. So a stage holds what the backward passes need
    /// of at most as many micro-batches as there are stages from it to the last, and gradients come in the order of micro-batches.
    /// </summary>
    /// <param name="stage">From 0.</param>
    /// <param name="stages">How many there are.</param>
    /// <param name="chunks">How many micro-batches; 0 is possible.</param>
    public static IEnumerable<PipelineTask> OneForwardOneBackward(int stage, int stages, int chunks)
    {
        int ahead = Math.Min(stages - stage - 1, chunks);
        for (int chunk = 0; chunk < ahead; chunk++)
        {
            yield return new PipelineTask(true, chunk);
        }

        for (int chunk = 0; chunk < chunks; chunk++)
        {
            if (chunk + ahead < chunks)
            {
                yield return new PipelineTask(true, chunk + ahead);
            }

            yield return new PipelineTask(false, chunk);
        }
    }

    /// <summary>The share of its time that a stage must wait for others, all stages and micro-batches alike: (p − 1) / (m + p − 1).</summary>
    /// <param name="stages">p.</param>
    /// <param name="chunks">m.</param>
    public static double IdleShare(int stages, int chunks) => (stages - 1) / (double)(chunks + stages - 1);
}
