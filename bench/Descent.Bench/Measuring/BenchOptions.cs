using System.Globalization;

namespace Descent.Bench.Measuring;

/// <summary>How long a benchmark runs.</summary>
internal sealed record BenchOptions
{
    /// <summary>Timed turns; 15 or more for a number that is published.</summary>
    public int Repetitions { get; init; } = 15;

    /// <summary>Seconds of a repetition of the whole job.</summary>
    public double Seconds { get; init; } = 4;

    /// <summary>Epochs of a training for accuracy.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>The one batch size of the ranks that is measured; null for all.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The one network of the table that is measured; null for all.</summary>
    public string? Network { get; init; }

    /// <summary>Where the trainings of the doctor's gallery are kept, so that a second time only checks are asked; null keeps nothing.</summary>
    public string? Evidence { get; init; }

    /// <exception cref="FormatException">An option is unknown or has no fitting value.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> words)
    {
        BenchOptions options = new();
        for (int i = 0; i < words.Length; i += 2)
        {
            if (words[i] == "--network" && i + 1 < words.Length)
            {
                options = options with { Network = words[i + 1] };
                continue;
            }

            if (words[i] == "--evidence" && i + 1 < words.Length)
            {
                options = options with { Evidence = words[i + 1] };
                continue;
            }

            if (i + 1 == words.Length || !double.TryParse(words[i + 1], CultureInfo.InvariantCulture, out double value) || !(value > 0))
            {
                throw new FormatException($"{words[i]} needs a number above 0.");
            }

            options = words[i] switch
            {
                "--repetitions" => options with { Repetitions = (int)Math.Ceiling(value) },
                "--seconds" => options with { Seconds = value },
                "--batch-size" => options with { BatchSize = (int)value },
                "--epochs" => options with { Epochs = (int)Math.Ceiling(value) },
                _ => throw new FormatException($"There is no option {words[i]}; there are --repetitions, --seconds (of a job's repetition), --epochs (of accuracy), --batch-size (of ranks), --network (of table) and --evidence (of doctor)."),
            };
        }

        return options;
    }
}
