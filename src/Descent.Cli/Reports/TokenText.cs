using System.Globalization;
using System.Text;
using Descent.Data.Sources;

namespace Descent.Cli.Reports;

/// <summary>Tokens and class names for people to read: on one line, whatever characters they are.</summary>
internal static class TokenText
{
    /// <summary>A name with control characters as "\n", "\t", "\r" or "\u" and four hexadecimal digits.</summary>
    public static string Of(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
        {
            _ = c switch
            {
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    /// <summary>Tokens one after the other; those without a label are left out.</summary>
    public static string Of(ReadOnlySpan<long> tokens, IReadOnlyList<string> names)
    {
        StringBuilder text = new();
        foreach (long token in tokens)
        {
            text.Append(token == ExampleFormat.Ignored ? "" : Of(names[(int)token]));
        }

        return text.ToString();
    }
}
