using System.Globalization;
using Descent.Runs;
using Descent.Training.Splitting;

namespace Descent.Cli.Options;

/// <summary>How a network is split, as people write it: "pipeline:2", "tensor:2", or "none".</summary>
internal static class ParallelText
{
    private const string None = "none";

    /// <param name="text">The value of --parallel.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    /// <returns><see cref="ModelParallel.None"/> for none, and where it cannot be read.</returns>
    public static ModelParallel Parse(string text, ICollection<Mistake> mistakes)
    {
        string[] words = text.Split(':');
        if (words is ["pipeline" or "tensor", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parts) && parts > 1)
        {
            return new ModelParallel(words[0] == "tensor" ? ParallelKind.Tensor : ParallelKind.Pipeline, parts);
        }

        if (text != None)
        {
            mistakes.Add(new Mistake("--parallel cannot be read.", text, "pipeline:N or tensor:N with N of 2 or more, or none", "For example: --parallel pipeline:2"));
        }

        return ModelParallel.None;
    }
}
