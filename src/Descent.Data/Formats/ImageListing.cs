using System.Security.Cryptography;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>The classes and images of one folder, in ordinal order, with every image that could not be opened as a mistake.</summary>
internal sealed record ImageListing(IReadOnlyList<string> ClassNames, IReadOnlyList<ImageEntry> Images, IReadOnlyList<Mistake> Mistakes)
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <param name="root">The folder that holds one folder per class.</param>
    /// <param name="classNames">The classes that are known; null takes those of the folder.</param>
    public static ImageListing Read(string root, IReadOnlyList<string>? classNames)
    {
        try
        {
            string[] folders = Directory.Exists(root) ? [.. Directory.GetDirectories(root).Select(path => Path.GetFileName(path)!)] : [];
            Array.Sort(folders, StringComparer.Ordinal);
            List<Mistake> mistakes = [];
            if (classNames is null)
            {
                RequireClasses(root, folders);
                classNames = folders;
            }
            else
            {
                mistakes.AddRange(folders.Except(classNames).Select(name => Unknown(root, name, classNames)));
            }

            (string Path, int Class)[] files = [.. classNames.SelectMany((name, number) => Files(Path.Combine(root, name)).Select(path => (path, number)))];
            IEnumerable<string> empty = classNames.Where((_, number) => files.All(file => file.Class != number));
            mistakes.AddRange(empty.Select(name => new Mistake(
                $"The class '{name}' of '{root}' has no images.", "no PNG or JPEG files", "at least one image for each class", "Add images or remove the folder.")));
            return Open(root, classNames, files, mistakes);
        }
        catch (Exception e) when (FileMistake.IsFileSystem(e))
        {
            throw FileMistake.Unreadable(root, e);
        }
    }

    private static ImageListing Open(string root, IReadOnlyList<string> classNames, (string Path, int Class)[] files, List<Mistake> mistakes)
    {
        ImageEntry?[] images = new ImageEntry?[files.Length];
        IReadOnlyList<Mistake>?[] damaged = new IReadOnlyList<Mistake>?[files.Length];
        Parallel.For(0, files.Length, i =>
        {
            try
            {
                (string path, int number) = files[i];
                byte[] content = ImageFile.ReadContent(path);
                (int height, int width, bool isGrey) = ImageFile.ReadHeader(path, content);
                string name = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
                images[i] = new ImageEntry(path, name, number, height, width, isGrey, Convert.ToHexStringLower(SHA256.HashData(content)));
            }
            catch (RunConfigurationException e)
            {
                damaged[i] = e.Mistakes;
            }
        });
        mistakes.AddRange(damaged.OfType<IReadOnlyList<Mistake>>().SelectMany(list => list));
        return new ImageListing(classNames, [.. images.OfType<ImageEntry>()], mistakes);
    }

    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
    }

    private static void RequireClasses(string root, string[] folders)
    {
        if (folders.Length < 2)
        {
            throw FileMistake.Of(
                $"The folder '{root}' has no classes.", Directory.Exists(root) ? $"{folders.Length} folders in it" : "no such folder",
                "one folder per class, 2 or more, or train/ and test/ with them", "Put the images of each class into a folder of its own.");
        }
    }

    private static Mistake Unknown(string root, string name, IReadOnlyList<string> classNames) => new(
        $"The folder '{root}' has a class that the training images lack.", name, string.Join(", ", classNames),
        $"Rename or remove it. {NearestName.Suggest(name, classNames)}".TrimEnd());
}
