using System.CommandLine;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>--quiet and --json.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _quiet = new("--quiet") { Arity = ArgumentArity.Zero, Description = "Say only errors and the result." };
    private readonly Option<bool> _json = new("--json") { Arity = ArgumentArity.Zero, Description = "Say one JSON object a line: start, step, epoch, checkpoint, finding, notice, result." };

    public void AddTo(Command command)
    {
        command.Add(_quiet);
        command.Add(_json);
    }

    public IReadOnlyList<Mistake> FindMistakes(ParseResult result) => result.GetValue(_quiet) && result.GetValue(_json)
        ? [new Mistake("--quiet and --json contradict each other.", "--quiet --json", "one of the two", "Leave out one of the two.")]
        : [];

    public OutputStyle Style(ParseResult result) =>
        result.GetValue(_json) ? OutputStyle.Json : result.GetValue(_quiet) ? OutputStyle.Quiet : OutputStyle.Progress;

    /// <summary>Those that were given, as they are typed.</summary>
    public IEnumerable<string> Words(ParseResult result) =>
        from option in (Option<bool>[])[_quiet, _json]
        where result.GetValue(option)
        select option.Name;
}
