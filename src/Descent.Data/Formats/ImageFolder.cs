using System.Globalization;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>
/// Images in one folder per class: PATH/class/*.png|jpg|jpeg, or PATH/train/class/… with PATH/test (or PATH/val) beside it. Folders inside
/// of a class's folder belong to it; other kinds of files are passed over.
/// </summary>
/// <remarks>The images must have one size; "PATH?size=32" scales each of them to 32×32 instead.</remarks>
public static class ImageFolder
{
    private const string SizeOption = "?size=";
    private const int MaxSize = 4096;
    private static readonly string[] TestNames = ["test", "val"];

    /// <summary>Lists the images, reads each one's header and takes its SHA-256, on all cores. Pixels are decoded when they are read.</summary>
    /// <param name="location">PATH or PATH?size=PIXELS.</param>
    /// <exception cref="RunConfigurationException">There are no classes or images, or images are damaged or not of one size: all that are.</exception>
    public static Dataset Load(string location)
    {
        (string folder, int? size) = Parse(location);
        string train = Path.Combine(folder, "train");
        bool isSplit = Directory.Exists(train);
        ImageListing listing = ImageListing.Read(isSplit ? train : folder, classNames: null);
        string? test = isSplit ? TestNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists) : null;
        ImageListing? testListing = test is null ? null : ImageListing.Read(test, listing.ClassNames);

        // The training images decide what all images look like: a colour image among the test images becomes grey if those are.
        ArrayFormat format = Format(listing, size);
        List<Mistake> mistakes = [.. listing.Mistakes, .. testListing?.Mistakes ?? []];
        if (size is null)
        {
            mistakes.AddRange(WrongSizes(listing, format).Concat(testListing is null ? [] : WrongSizes(testListing, format)));
        }

        return mistakes.Count == 0
            ? new Dataset($"folder:{location}", Source(listing, format, size), testListing is null ? null : Source(testListing, format, size))
            : throw new RunConfigurationException(Shorten(mistakes));
    }

    private static (string Folder, int? Size) Parse(string location)
    {
        int option = location.LastIndexOf(SizeOption, StringComparison.Ordinal);
        if (option < 0)
        {
            return (location, null);
        }

        string text = location[(option + SizeOption.Length)..];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= MaxSize
            ? (location[..option], size)
            : throw FileMistake.Of(
                "The size of the images is not a number of pixels.", text, $"1 to {MaxSize}", "Write folder:PATH?size=32, for example.");
    }

    private static ArrayFormat Format(ImageListing listing, int? size)
    {
        ImageEntry? first = listing.Images.Count > 0 ? listing.Images[0] : null;
        int channels = listing.Images.All(image => image.IsGrey) ? 1 : 3;
        return new ArrayFormat(ElementType.UInt8, channels, size ?? first?.Height ?? 1, size ?? first?.Width ?? 1);
    }

    private static IEnumerable<Mistake> WrongSizes(ImageListing listing, ArrayFormat format) =>
        from image in listing.Images
        where image.Height != format.Shape[1] || image.Width != format.Shape[2]
        select new Mistake(
            $"The image '{image.Path}' has the wrong size.", $"{image.Height}×{image.Width} (height × width)",
            $"{format.Shape[1]}×{format.Shape[2]}, the size of the first training image",
            $"Scale it, or scale all images as they are read: folder:PATH?size={Math.Min(format.Shape[1], format.Shape[2])}.");

    private static ImageFolderSource Source(ImageListing listing, ArrayFormat format, int? size) =>
        new(listing.Images, new ExampleFormat(format, ArrayFormat.ClassNumber), listing.ClassNames, resize: size is not null);

    // A folder of the wrong size altogether says so in a few lines.
    private static List<Mistake> Shorten(List<Mistake> mistakes)
    {
        const int Most = 10;
        return mistakes.Count <= Most ? mistakes : [.. mistakes.Take(Most), new Mistake(
            "More images are like these.", $"{mistakes.Count} in all", "none", "Correct them in one go, for example by scaling all images.")];
    }
}
