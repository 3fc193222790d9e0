using System.Globalization;
using Descent.Runs;

namespace Descent.Training;

/// <summary>Mistakes in options as they are found.</summary>
internal sealed class MistakeList
{
    private readonly List<Mistake> _items = [];

    public IReadOnlyList<Mistake> Items => _items;

    public void Add(string what, object received, string allowed, string fix) =>
        _items.Add(new Mistake(what, Convert.ToString(received, CultureInfo.InvariantCulture)!, allowed, fix));

    /// <summary>Adds a mistake unless low ≤ value ≤ high; NaN is a mistake.</summary>
    public void Range(string option, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
        {
            string allowed = string.Create(CultureInfo.InvariantCulture, $"{low} to {high}");
            Add($"{option} is out of range.", value, allowed, $"Give {option} a value in that range.");
        }
    }

    /// <summary>Adds a mistake unless the value is finite and above a bound.</summary>
    public void Above(string option, double value, double bound)
    {
        if (!(value > bound && double.IsFinite(value)))
        {
            Add($"{option} is out of range.", value, string.Create(CultureInfo.InvariantCulture, $"above {bound}"), $"Give {option} a value above that.");
        }
    }
}
