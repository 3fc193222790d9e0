using System.Globalization;
using Descent.Runs;

namespace Descent.Cli.Options;

/// <summary>The options that were given, read as numbers; what cannot be read becomes a mistake and keeps its default.</summary>
/// <param name="values">Values by the option's name without dashes.</param>
/// <param name="mistakes">Takes what cannot be read.</param>
internal sealed class OptionValues(IReadOnlyDictionary<string, OptionValue> values, List<Mistake> mistakes)
{
    public string? Text(string name) => values.GetValueOrDefault(name)?.Text;

    public int? Int(string name) => Parse<int>(name, NumberStyles.AllowLeadingSign, "a whole number", "3");

    public ulong? Unsigned(string name) => Parse<ulong>(name, NumberStyles.None, "a whole number, 0 to 18446744073709551615", "3");

    public double? Number(string name) => Parse<double>(name, NumberStyles.Float, "a number", "0.1");

    private T? Parse<T>(string name, NumberStyles style, string allowed, string example)
        where T : struct, System.Numerics.INumber<T>
    {
        if (!values.TryGetValue(name, out OptionValue? value))
        {
            return null;
        }

        if (T.TryParse(value.Text, style, CultureInfo.InvariantCulture, out T number))
        {
            return number;
        }

        mistakes.Add(new Mistake($"{value.Source} cannot be read.", value.Text, allowed, $"For example: --{name} {example}"));
        return null;
    }
}
