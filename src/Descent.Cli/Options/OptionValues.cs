using System.Globalization;
using Descent.Runs;

namespace Descent.Cli.Options;

/// <summary>The options that were given, read as numbers; what cannot be read becomes a mistake and keeps its default.</summary>
/// <param name="values">Values by the option's name without dashes.</param>
/// <param name="mistakes">Takes what cannot be read.</param>
internal sealed class OptionValues(IReadOnlyDictionary<string, OptionValue> values, List<Mistake> mistakes)
{
    /// <summary>What a flag on the command line stands for.</summary>
    public const string Yes = "true";

    private const string No = "false";

    public string? Text(string name) => values.GetValueOrDefault(name)?.Text;

    public int? Int(string name) => Parse<int>(name, NumberStyles.AllowLeadingSign, "a whole number", "3");

    public ulong? Unsigned(string name) => Parse<ulong>(name, NumberStyles.None, "a whole number, 0 to 18446744073709551615", "3");

    public double? Number(string name) => Parse<double>(name, NumberStyles.Float, "a number", "0.1");

    public bool? Flag(string name)
    {
        if (!values.TryGetValue(name, out OptionValue? value))
        {
            return null;
        }

        if (value.Text is Yes or No)
        {
            return value.Text == Yes;
        }

        mistakes.Add(new Mistake($"{value.Source} cannot be read.", value.Text, $"{Yes}, {No}", $"For example: {name}: {Yes}"));
        return null;
    }

    /// <summary>One of an enumeration's names, in lower case.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (!values.TryGetValue(name, out OptionValue? value))
        {
            return null;
        }

        string[] words = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        if (words.Contains(value.Text))
        {
            return Enum.Parse<T>(value.Text, ignoreCase: true);
        }

        string near = NearestName.Suggest(value.Text, words);
        mistakes.Add(new Mistake($"{value.Source} is not known.", value.Text, string.Join(", ", words), near.Length > 0 ? near : $"For example: --{name} {words[^1]}"));
        return null;
    }

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
