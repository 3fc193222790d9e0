using Descent.Runs;

namespace Descent.Training.Generation;

/// <summary>How the next token is drawn from a model's logits.</summary>
public sealed record SamplingOptions
{
    /// <summary>What the logits are divided by, 0 to 100: below 1 likely tokens become likelier still, 0 always takes the likeliest.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>How many of the likeliest tokens are drawn from (Fan, Lewis, Dauphin 2018), 1 or more; null is all.</summary>
    public int? TopK { get; init; }

    /// <summary>The seed of the draws: the same model, prompt and seed give the same text.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What is wrong with these options, all of it; empty when nothing is.</summary>
    public IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("--temperature", Temperature, 0, 100);
        mistakes.Range("--top-k", TopK ?? 1, 1, int.MaxValue);
        return mistakes.Items;
    }
}
