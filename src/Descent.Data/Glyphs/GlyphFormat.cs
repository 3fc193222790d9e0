using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Descent.Data.Sources;

namespace Descent.Data.Glyphs;

/// <summary>What glyph sources have in common.</summary>
internal static class GlyphFormat
{
    public static ExampleFormat Format { get; } =
        new(new ArrayFormat(ElementType.UInt8, 1, Glyph.Side, Glyph.Side), ArrayFormat.ClassNumber);

    public static IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>A range of glyphs is its parameters: nothing has to be drawn to name it.</summary>
    public static string Fingerprint(ulong seed, long start, long? count)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"glyphs version {Glyph.Version} seed {seed} start {start} count {count}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
