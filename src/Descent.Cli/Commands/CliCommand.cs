using System.CommandLine;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>
/// One command. It is made whenever the program starts, so its constructor only names its options; everything that needs
/// libtorch is reached from <see cref="Run"/>.
/// </summary>
internal abstract class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines to show at the end of its help.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What is wrong with its values as far as can be seen without running it.</summary>
    public virtual IReadOnlyList<Mistake> FindMistakes(ParseResult result) => [];

    /// <summary>Runs it and returns its exit code.</summary>
    public abstract int Run(ParseResult result);
}
