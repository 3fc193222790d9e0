using System.Globalization;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Transforms;

/// <summary>Transforms as users write them: "crop:4,flip,rotate:10,cutout:8,one-hot:0.1", applied from left to right.</summary>
public static class TransformList
{
    private const string Examples = "crop:PIXELS, flip, rotate:DEGREES, cutout:PIXELS, one-hot[:SMOOTHING], joined by commas";

    /// <summary>The known names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["crop", "flip", "rotate", "cutout", "one-hot"];

    /// <summary>The transforms of a list; none for an empty text.</summary>
    /// <exception cref="RunConfigurationException">Every name that is unknown and every value that is out of range.</exception>
    public static IReadOnlyList<Transform> Parse(string text)
    {
        List<Mistake> mistakes = [];
        IReadOnlyList<Transform> transforms = Parse(text, mistakes);
        return mistakes.Count == 0 ? transforms : throw new RunConfigurationException(mistakes);
    }

    /// <summary>The transforms of a list that can be read, so that they can be checked beside the mistakes in the others.</summary>
    /// <param name="text">The list; empty for none.</param>
    /// <param name="mistakes">Takes every name that is unknown and every value that is out of range.</param>
    public static IReadOnlyList<Transform> Parse(string text, ICollection<Mistake> mistakes)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        List<Transform> transforms = [];
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = item.Split(':', 2);
            if (Create(parts[0], parts.Length == 2 ? parts[1] : null, mistakes) is { } transform)
            {
                transforms.Add(transform);
            }
        }

        if (transforms.OfType<OneHotTransform>().Count() > 1)
        {
            mistakes.Add(new Mistake("Labels can become one-hot only once.", text, "one-hot or one-hot:SMOOTHING", "Leave out all but one."));
        }

        return transforms;
    }

    /// <summary>What keeps transforms from being applied to such examples; empty when nothing does.</summary>
    /// <param name="transforms">The transforms.</param>
    /// <param name="format">What the source's examples look like.</param>
    /// <param name="classes">How many classes the source names.</param>
    public static IReadOnlyList<Mistake> Check(IReadOnlyList<Transform> transforms, ExampleFormat format, int classes) =>
    [
        .. CheckImages([.. transforms.OfType<ImageTransform>()], format.Input),
        .. transforms.OfType<OneHotTransform>().Any() ? CheckLabels(format.Label, classes) : [],
    ];

    /// <summary>What a source's examples look like in a batch: the labels as these transforms make them.</summary>
    /// <exception cref="RunConfigurationException">Labels become one-hot that are no class numbers.</exception>
    public static ExampleFormat Apply(IReadOnlyList<Transform> transforms, IExampleSource source)
    {
        if (!transforms.OfType<OneHotTransform>().Any())
        {
            return source.Format;
        }

        List<Mistake> mistakes = CheckLabels(source.Format.Label, source.ClassNames.Count);
        return mistakes.Count == 0
            ? source.Format with { Label = OneHotTransform.LabelFormat(source.ClassNames.Count) }
            : throw new RunConfigurationException(mistakes);
    }

    private static List<Mistake> CheckLabels(ArrayFormat label, int classes) => label == ArrayFormat.ClassNumber && classes > 0 ? [] :
        [new Mistake(
            "Only class numbers can become one-hot.", classes == 0 ? $"{label} without class names" : $"{label}",
            $"{ArrayFormat.ClassNumber}, with class names", "Leave one-hot out.")];

    private static List<Mistake> CheckImages(IReadOnlyList<ImageTransform> transforms, ArrayFormat input)
    {
        if (transforms.Count == 0)
        {
            return [];
        }

        if (input.IsTokens || input.Shape is not [_, var height, var width])
        {
            return [new Mistake(
                $"The transforms {Format(transforms)} work on images only.", $"inputs of shape [{string.Join(", ", input.Shape)}]",
                "[channels, height, width]", "Leave them out.")];
        }

        long side = Math.Min(height, width);
        List<Mistake> mistakes = [];
        foreach (ImageTransform transform in transforms)
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

    /// <summary>The text that <see cref="Parse(string)"/> turns into the same list.</summary>
    public static string Format(IReadOnlyList<Transform> transforms) => string.Join(',', transforms);

    private static Transform? Create(string name, string? value, ICollection<Mistake> mistakes)
    {
        switch (name.ToUpperInvariant())
        {
            case "CROP":
                return Number(name, value, 1, 1024, whole: true, mistakes) is { } padding ? new CropTransform((int)padding) : null;
            case "CUTOUT":
                return Number(name, value, 1, 1024, whole: true, mistakes) is { } size ? new CutoutTransform((int)size) : null;
            case "ROTATE":
                return Number(name, value, 0.1f, 180, whole: false, mistakes) is { } degrees ? new RotateTransform(degrees) : null;
            case "ONE-HOT":
                return value is null ? new OneHotTransform()
                    : Number(name, value, 0, 1, whole: false, mistakes, "0.1") is { } smoothing ? new OneHotTransform(smoothing) : null;
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

    private static float? Number(string name, string? text, float low, float high, bool whole, ICollection<Mistake> mistakes, string? example = null)
    {
        NumberStyles style = whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        if (float.TryParse(text, style, CultureInfo.InvariantCulture, out float value) && value >= low && value <= high)
        {
            return value;
        }

        string allowed = $"{(whole ? "a whole number" : "a number")} from {Text(low)} to {Text(high)}";
        mistakes.Add(new Mistake(
            $"The transform '{name}' needs a value.", text is null ? name : $"{name}:{text}", allowed, $"Write {name}:{example ?? (whole ? "4" : "10")}, for example."));
        return null;
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
