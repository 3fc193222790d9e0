using System.Globalization;

namespace Descent.Lab.Answers;

/// <summary>Measured numbers as people write them: no more digits than they are worth.</summary>
internal static class NumberText
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>A number with its unit; "± reach" where there is one to speak of.</summary>
    public static string Of(Unit unit, double value, double reach = 0)
    {
        (double scale, string suffix) = Scale(unit, value);
        (double shown, double around) = (value * scale, reach * scale);
        bool hasReach = reach > 0 && double.IsFinite(reach);
        if (double.IsFinite(shown) && shown != 0 && unit is Unit.Number or Unit.Times && Math.Abs(shown) is < 1e-3 or >= 1e6)
        {
            return Scientific(shown, hasReach ? around : 0) + suffix;
        }

        string format = Format(unit, shown);
        string number = Plain(shown, format);
        string reached = hasReach ? Plain(around, format) : "0";
        if (reached.Any(character => character is >= '1' and <= '9'))
        {
            return $"{number} ± {reached}{suffix}";
        }

        // Zeros at the end say how exact a measurement is; what has no interval is said shortest.
        return (unit is Unit.Number or Unit.Times && number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number) + suffix;
    }

    private static (double Scale, string Suffix) Scale(Unit unit, double value) => unit switch
    {
        Unit.Percent => (100, " %"),
        Unit.Times => (1, "×"),
        Unit.Seconds when Math.Abs(value) < 1 => (1e3, " ms"),
        Unit.Seconds => (1, " s"),
        Unit.Bytes when Math.Abs(value) >= 1e9 => (1e-9, " GB"),
        Unit.Bytes when Math.Abs(value) >= 1e6 => (1e-6, " MB"),
        Unit.Bytes => (1e-3, " kB"),
        _ => (1, ""),
    };

    private static string Format(Unit unit, double value) => Math.Abs(value) switch
    {
        _ when unit == Unit.Percent => "F1",
        var size when unit == Unit.Count && (size >= 100 || value == Math.Round(value)) => "N0",
        >= 1000 => "N0",
        >= 100 => "F0",
        >= 10 => "F1",
        >= 1 => "F2",
        >= 0.1 => "F3",
        _ => "F4",
    };

    private static string Plain(double value, string format) =>
        double.IsNaN(value) ? "–" : double.IsInfinity(value) ? (value > 0 ? "∞" : "−∞") : value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Scientific(double value, double reach)
    {
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        double power = Math.Pow(10, exponent);
        string raised = $"·10{(exponent < 0 ? "⁻" : "")}{string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']))}";
        return reach == 0 ? Plain(value / power, "0.#") + raised : $"({Plain(value / power, "F1")} ± {Plain(reach / power, "F1")}){raised}";
    }
}
