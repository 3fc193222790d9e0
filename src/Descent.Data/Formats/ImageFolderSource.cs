using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Descent.Data.Sources;

namespace Descent.Data.Formats;

/// <summary>Images that are decoded whenever they are read, on the thread that reads them.</summary>
internal sealed class ImageFolderSource : IMapSource
{
    private readonly IReadOnlyList<ImageEntry> _images;
    private readonly bool _resize;

    public ImageFolderSource(IReadOnlyList<ImageEntry> images, ExampleFormat format, IReadOnlyList<string> classNames, bool resize)
    {
        _images = images;
        _resize = resize;
        Format = format;
        ClassNames = classNames;

        // Names, classes and contents: any image that is changed, moved, added or removed changes it.
        StringBuilder text = new($"{format.Input} {resize}\n");
        foreach (ImageEntry image in images)
        {
            text.Append(image.Sha256).Append(' ').Append(classNames[image.Class]).Append(' ').Append(image.Name).Append('\n');
        }

        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public ExampleFormat Format { get; }

    public IReadOnlyList<string> ClassNames { get; }

    public string Fingerprint { get; }

    public long Count => _images.Count;

    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        Span<long> classes = MemoryMarshal.Cast<byte, long>(labels);
        for (int i = 0; i < indices.Length; i++)
        {
            ImageEntry image = _images[checked((int)indices[i])];
            ImageFile.Read(image.Path, Format.Input, inputs.Slice(i * Format.Input.Bytes, Format.Input.Bytes), _resize);
            classes[i] = image.Class;
        }
    }
}
