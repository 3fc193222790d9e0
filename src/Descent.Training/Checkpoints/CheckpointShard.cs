using System.Globalization;

namespace Descent.Training.Checkpoints;

/// <summary>One of the parts in which several processes write a checkpoint together.</summary>
/// <param name="Index">Which, from 0; the writer of the first commits.</param>
/// <param name="Count">How many there are, 2 or more.</param>
internal sealed record CheckpointShard(int Index, int Count)
{
    /// <summary>How many a checkpoint may have.</summary>
    public const int Most = 4096;

    /// <summary>The name of one of its files: "weights-00001-of-00002.safetensors".</summary>
    public string NameOf(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{Index + 1:D5}-of-{Count:D5}.safetensors");
}
