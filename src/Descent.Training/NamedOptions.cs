using System.Globalization;
using Descent.Runs;

namespace Descent.Training;

/// <summary>Options as users write them, "momentum=0.95,nesterov": read by name, and every name that was not asked for is a mistake.</summary>
internal sealed class NamedOptions
{
    private readonly string _owner;
    private readonly MistakeList _mistakes;
    private readonly Dictionary<string, string?> _values = [];
    private readonly List<string> _known = [];

    /// <param name="owner">Whose they are, for messages.</param>
    /// <param name="text">"name=value" joined by commas; a name alone says yes.</param>
    /// <param name="mistakes">Takes what cannot be read.</param>
    public NamedOptions(string owner, string? text, MistakeList mistakes)
    {
        _owner = owner;
        _mistakes = mistakes;
        foreach (string item in text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = item.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!_values.TryAdd(parts[0], parts.Length == 2 ? parts[1] : null))
            {
                mistakes.Add($"{owner}'s option '{parts[0]}' is given twice.", text!, "one value", "Leave out all but one.");
            }
        }
    }

    /// <summary>A number; null when it is not given or cannot be read.</summary>
    public double? Number(string name) => TryGive(name, out string? text) ? Parse(name, text) : null;

    /// <summary>A whole number; null when it is not given or cannot be read.</summary>
    public long? Whole(string name)
    {
        if (!TryGive(name, out string? text))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            return value;
        }

        Refuse(name, text, "a whole number", "1");
        return null;
    }

    /// <summary>Numbers joined by slashes; null when they are not given or cannot be read.</summary>
    public IReadOnlyList<double>? Numbers(string name)
    {
        if (!TryGive(name, out string? text))
        {
            return null;
        }

        List<double> values = [];
        foreach (string item in (text ?? "").Split('/', StringSplitOptions.TrimEntries))
        {
            if (!double.TryParse(item, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                Refuse(name, text, "numbers joined by slashes", "1/2/0.5");
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    /// <summary>Yes or no; null when it is not given or cannot be read.</summary>
    public bool? Flag(string name)
    {
        if (!TryGive(name, out string? text))
        {
            return null;
        }

        if (bool.TryParse(text ?? "true", out bool value))
        {
            return value;
        }

        Refuse(name, text, "true or false", "true");
        return null;
    }

    /// <summary>Adds a mistake for every name that nobody asked for.</summary>
    public void RefuseOthers()
    {
        string allowed = _known.Count == 0 ? "none" : string.Join(", ", _known);
        foreach (string name in _values.Keys.Except(_known))
        {
            string near = NearestName.Suggest(name, _known);
            _mistakes.Add(
                $"{_owner} has no option '{name}'.", name, allowed,
                near.Length > 0 ? near : _known.Count > 0 ? "Take one of these, as name=value." : "Leave it out.");
        }
    }

    private bool TryGive(string name, out string? text)
    {
        _known.Add(name);
        return _values.TryGetValue(name, out text);
    }

    private double? Parse(string name, string? text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return value;
        }

        Refuse(name, text, "a number", "0.5");
        return null;
    }

    private void Refuse(string name, string? text, string allowed, string example) =>
        _mistakes.Add($"{_owner}'s option '{name}' cannot be read.", text ?? "no value", allowed, $"For example: {name}={example}");
}
