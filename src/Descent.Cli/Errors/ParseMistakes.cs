using System.CommandLine;
using System.CommandLine.Parsing;
using Descent.Runs;

namespace Descent.Cli.Errors;

/// <summary>What the parser could not place, as mistakes with the nearest name offered.</summary>
internal static class ParseMistakes
{
    public static IEnumerable<Mistake> Of(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string path = Path(result.CommandResult);
        HashSet<string> unknown = [.. UnknownOptions(result)];
        foreach (string option in unknown)
        {
            string[] names = [.. Options(result).Select(o => o.Name)];
            string near = NearestName.Suggest(option.Split('=', ':')[0], names);
            yield return new Mistake(
                $"'{path}' has no option {option}.", option, $"what '{path} --help' lists", near.Length > 0 ? near : "Leave it out.");
        }

        if (command.Subcommands.Count > 0)
        {
            yield return Subcommand(command, path, result.UnmatchedTokens is [var word, ..] ? word : null);
            yield break;
        }

        foreach (string extra in Extra(result.UnmatchedTokens, unknown))
        {
            yield return new Mistake(
                $"'{path}' does not take '{extra}'.", extra, Usage(command, path), "Leave it out, or put quotes around a value with spaces.");
        }

        foreach (Mistake mistake in MissingValues(result, path))
        {
            yield return mistake;
        }

        foreach (Argument argument in command.Arguments)
        {
            Token[] tokens = [.. result.GetResult(argument)?.Tokens ?? []];
            if (argument.Arity.MinimumNumberOfValues > tokens.Count(token => !unknown.Contains(token.Value)))
            {
                yield return new Mistake(
                    $"'{path}' needs {argument.Name.ToUpperInvariant()}.", "nothing", argument.Description!, $"Usage: {Usage(command, path)}");
            }
        }
    }

    // The word after an unknown option was meant for it.
    private static IEnumerable<string> Extra(IReadOnlyList<string> unmatched, HashSet<string> unknown) =>
        unmatched.Where((word, i) => !unknown.Contains(word) && (i == 0 || !unknown.Contains(unmatched[i - 1])));

    private static Mistake Subcommand(Command command, string path, string? received)
    {
        string[] names = [.. command.Subcommands.Select(c => c.Name)];
        string near = received is null ? "" : NearestName.Suggest(received, names);
        return new Mistake(
            received is null ? $"'{path}' needs the name of a command." : $"'{path}' has no command '{received}'.",
            received ?? "nothing", string.Join(", ", names), near.Length > 0 ? near : $"See what each does: {path} --help");
    }

    private static IEnumerable<Mistake> MissingValues(ParseResult result, string path)
    {
        foreach (OptionResult option in result.CommandResult.Children.OfType<OptionResult>())
        {
            if (option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues)
            {
                yield return new Mistake(
                    $"{option.Option.Name} needs a value.", "nothing", option.Option.Description!, $"See: {path} --help");
            }
            else if (option.IdentifierTokenCount > 1 && option.Option.Arity.MaximumNumberOfValues <= 1)
            {
                yield return new Mistake(
                    $"{option.Option.Name} is given {option.IdentifierTokenCount} times.",
                    string.Join(", ", option.Tokens.Select(token => token.Value)), "one value", "Leave out all but one.");
            }
        }
    }

    // Where a command takes any number of words, the parser hands it a mistyped option as one of them.
    private static IEnumerable<string> UnknownOptions(ParseResult result)
    {
        IEnumerable<string> arguments = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(token => token.Value);
        bool isEscaped = result.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        return isEscaped ? [] : arguments.Concat(result.UnmatchedTokens).Where(word => word.StartsWith('-') && word.Length > 1);
    }

    private static IEnumerable<Option> Options(ParseResult result) =>
        result.CommandResult.Command.Options.Concat(result.RootCommandResult.Command.Options.Where(option => option.Recursive));

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "descent";

    private static string Usage(Command command, string path) =>
        $"{path} {string.Join(' ', command.Arguments.Select(a => a.Name.ToUpperInvariant() + (a.Arity.MaximumNumberOfValues > 1 ? "…" : "")))} [options]";
}
