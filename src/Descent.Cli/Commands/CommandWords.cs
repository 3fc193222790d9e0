using System.CommandLine;

namespace Descent.Cli.Commands;

/// <summary>A command line's words, for the record.</summary>
internal static class CommandWords
{
    public static IReadOnlyList<string> Of(ParseResult result) => ["descent", .. result.Tokens.Select(token => token.Value)];
}
