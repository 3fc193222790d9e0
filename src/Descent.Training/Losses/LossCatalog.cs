using Descent.Runs;

namespace Descent.Training.Losses;

/// <summary>The losses by name, and with their options as text: "cross-entropy:label-smoothing=0.1", "huber:delta=0.5".</summary>
public static class LossCatalog
{
    internal const string CrossEntropy = "cross-entropy";
    internal const string BinaryCrossEntropy = "binary-cross-entropy";
    internal const string MeanSquared = "mse";
    internal const string MeanAbsolute = "l1";
    internal const string Huber = "huber";

    private static readonly Dictionary<string, Func<NamedOptions, Loss>> Makers = new()
    {
        [CrossEntropy] = options => new CrossEntropyLoss(
            options.Number("label-smoothing") ?? 0, options.Whole("ignore-index") ?? Loss.CrossEntropy.IgnoreIndex, options.Numbers("class-weights")),
        [BinaryCrossEntropy] = _ => new BinaryCrossEntropyLoss(),
        [MeanSquared] = _ => new MeanSquaredLoss(),
        [MeanAbsolute] = _ => new MeanAbsoluteLoss(),
        [Huber] = options => new HuberLoss(options.Number("delta") ?? 1),
    };

    /// <summary>The known names.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>The loss that a text names.</summary>
    /// <param name="text">A name, or a name, a colon and options "name=value" joined by commas.</param>
    /// <exception cref="RunConfigurationException">The name or options are unknown, or values cannot be read or are out of range; all at once.</exception>
    public static Loss Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        if (!Makers.TryGetValue(parts[0], out Func<NamedOptions, Loss>? make))
        {
            throw new RunConfigurationException(new Mistake("The loss is unknown.", parts[0], string.Join(", ", Names), NearestName.Suggest(parts[0], Names)));
        }

        var mistakes = new MistakeList();
        var options = new NamedOptions(parts[0], parts.Length == 2 ? parts[1] : null, mistakes);
        Loss loss = make(options);
        options.RefuseOthers();
        IReadOnlyList<Mistake> all = [.. mistakes.Items, .. loss.FindMistakes()];
        return all.Count == 0 ? loss : throw new RunConfigurationException(all);
    }
}
