using System.CommandLine;
using System.Globalization;
using Descent.Runs;

namespace Descent.Cli.Options;

/// <summary>Whole numbers among a command's own options; what cannot be read becomes a mistake like any other.</summary>
internal static class WholeNumber
{
    /// <summary>The number; null where none was given or it cannot be read.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="style">Whether it may have a sign.</param>
    /// <param name="allowed">What may be given, for a person.</param>
    /// <param name="example">A usual value.</param>
    /// <param name="mistakes">Takes what cannot be read.</param>
    public static int? Read(ParseResult result, Option<string> option, NumberStyles style, string allowed, string example, List<Mistake> mistakes)
    {
        if (result.GetValue(option) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, style, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        mistakes.Add(new Mistake($"{option.Name} cannot be read.", text, allowed, $"For example: {option.Name} {example}"));
        return null;
    }
}
