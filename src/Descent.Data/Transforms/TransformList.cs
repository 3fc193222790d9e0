using System.Globalization;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Transforms;

/// <summary>Transforms as users write them: "crop:4,flip,rotate:10,cutout:8", applied from left to right.</summary>
public static class TransformList
{
    private const string Examples = "crop:PIXELS, flip, rotate:DEGREES, cutout:PIXELS, joined by commas";

    /// <summary>The known names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["crop", "flip", "rotate", "cutout"];

    /// <summary>The transforms of a list; none for an empty text.</summary>
    /// <exception cref="RunConfigurationException">Every name that is unknown and every value that is out of range.</exception>
    public static IReadOnlyList<Transform> Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        List<Transform> transforms = [];
        List<Mistake> mistakes = [];
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = item.Split(':', 2);
            if (Create(parts[0], parts.Length == 2 ? parts[1] : null, mistakes) is { } transform)
            {
                transforms.Add(transform);
            }
        }

        return mistakes.Count == 0 ? transforms : throw new RunConfigurationException(mistakes);
    }

    /// <summary>What keeps transforms from being applied to such inputs; empty when nothing does.</summary>
    public static IReadOnlyList<Mistake> Check(IReadOnlyList<Transform> transforms, ArrayFormat input)
    {
        if (transforms.Count == 0)
        {
            return [];
        }

        if (input.IsTokens || input.Shape is not [_, var height, var width])
        {
            return [new Mistake(
                "Transforms work on images only.", $"inputs of shape [{string.Join(", ", input.Shape)}]",
                "[channels, height, width]", "Leave the transforms out.")];
        }

        long side = Math.Min(height, width);
        List<Mistake> mistakes = [];
        foreach (Transform transform in transforms)
        {
            (string unit, int value, long most) = transform switch
            {
                CropTransform crop => ("padding", crop.Padding, side / 2),
                CutoutTransform cutout => ("size", cutout.Size, side),
                _ => ("", 0, 0),
            };
            if (value > most)
            {
                mistakes.Add(new Mistake(
                    $"The {unit} of '{transform}' is too large for images of {height}×{width}.", Text(value), $"1 to {most}", $"Make the {unit} smaller."));
            }
        }

        return mistakes;
    }

    /// <summary>The text that <see cref="Parse"/> turns into the same list.</summary>
    public static string Format(IReadOnlyList<Transform> transforms) => string.Join(',', transforms);

    private static Transform? Create(string name, string? value, List<Mistake> mistakes)
    {
        switch (name.ToUpperInvariant())
        {
            case "CROP":
                return Number(name, value, 1, 1024, whole: true, mistakes) is { } padding ? new CropTransform((int)padding) : null;
            case "CUTOUT":
                return Number(name, value, 1, 1024, whole: true, mistakes) is { } size ? new CutoutTransform((int)size) : null;
            case "ROTATE":
                return Number(name, value, 0.1f, 180, whole: false, mistakes) is { } degrees ? new RotateTransform(degrees) : null;
            case "FLIP" when value is null:
                return new FlipTransform();
            case "FLIP":
                mistakes.Add(new Mistake("The transform 'flip' takes no value.", $"flip:{value}", "flip", "Leave the value out."));
                return null;
            default:
                string suggestion = NearestName.Suggest(name, Names);
                mistakes.Add(new Mistake(
                    $"There is no transform '{name}'.", name, Examples, suggestion.Length > 0 ? suggestion : "Take one of these."));
                return null;
        }
    }

    private static float? Number(string name, string? text, float low, float high, bool whole, List<Mistake> mistakes)
    {
        NumberStyles style = whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        if (float.TryParse(text, style, CultureInfo.InvariantCulture, out float value) && value >= low && value <= high)
        {
            return value;
        }

        string allowed = $"{(whole ? "a whole number" : "a number")} from {Text(low)} to {Text(high)}";
        mistakes.Add(new Mistake(
            $"The transform '{name}' needs a value.", text is null ? name : $"{name}:{text}", allowed, $"Write {name}:{(whole ? 4 : 10)}, for example."));
        return null;
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
