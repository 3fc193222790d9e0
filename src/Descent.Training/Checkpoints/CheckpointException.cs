namespace Descent.Training.Checkpoints;

/// <summary>A checkpoint or a model's weights could not be written or read; the message says which file and why.</summary>
public sealed class CheckpointException : Exception
{
    /// <param name="path">The file or folder.</param>
    /// <param name="what">What is wrong with it, as the end of a sentence.</param>
    /// <param name="cause">What the operating system said, where it said something.</param>
    internal CheckpointException(string path, string what, Exception? cause = null)
        : base($"'{path}': {what}", cause) => (Path, What) = (path, what);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>What is wrong with it.</summary>
    public string What { get; }
}
