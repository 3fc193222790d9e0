using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Torch.Randomness;

namespace Descent.Data.Glyphs;

/// <summary>Hand-drawn-like digits 0 to 9, 28×28 grey, white on black: each one a pure function of a seed and an index.</summary>
public static class Glyph
{
    /// <summary>Pixels in a row and in a column.</summary>
    public const int Side = 28;

    /// <summary>How many classes there are.</summary>
    public const int Classes = 10;

    /// <summary>Changes whenever any pixel of any glyph changes.</summary>
    internal const int Version = 1;

    private const int Subdivisions = 5;

    /// <summary>The digit of an index. Each ten consecutive indices that start at a multiple of ten hold every digit once, in random order.</summary>
    public static int Label(ulong seed, long index)
    {
        (long block, long place) = Math.DivRem(index, Classes);
        KeyedRandom random = new(seed, (ulong)block, c: 1);
        Span<byte> digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (int last = Classes - 1; last >= place; last--)
        {
            int chosen = random.NextInt(last + 1);
            (digits[last], digits[chosen]) = (digits[chosen], digits[last]);
        }

        return digits[(int)place];
    }

    /// <summary>Draws the glyph of an index.</summary>
    /// <param name="seed">The hand that draws all glyphs.</param>
    /// <param name="index">Which glyph, 0 or more.</param>
    /// <param name="image">28×28 bytes, row by row.</param>
    /// <returns>Its digit.</returns>
    public static int Draw(ulong seed, long index, Span<byte> image)
    {
        int digit = Label(seed, index);
        KeyedRandom random = new(seed, (ulong)index, c: 2);
        GlyphHand hand = new(ref random);
        Span<float> ink = stackalloc float[Side * Side];
        ink.Clear();
        Span<Vector2> points = stackalloc Vector2[GlyphStrokes.MaxPoints];
        foreach (Vector2[] stroke in GlyphStrokes.Of(digit, random.NextInt(GlyphStrokes.Ways(digit))))
        {
            // An unsteady hand misses each point a little.
            for (int i = 0; i < stroke.Length; i++)
            {
                Vector2 miss = new(random.Next(-0.045f, 0.045f), random.Next(-0.045f, 0.045f));
                points[i] = hand.Place(stroke[i] + miss);
            }

            float start = hand.Radius * random.Next(0.85f, 1.15f);
            float end = hand.Radius * random.Next(0.75f, 1.15f);
            Stroke(ink, points[..stroke.Length], start, end);
        }

        Develop(ink, hand.Ink, random.Next(0, 14), image, ref random);
        return digit;
    }

    // A Catmull-Rom curve through the points, as short straight pieces whose thickness goes from start to end.
    private static void Stroke(Span<float> ink, ReadOnlySpan<Vector2> points, float start, float end)
    {
        int spans = points.Length - 1;
        Vector2 from = points[0];
        for (int i = 0; i < spans; i++)
        {
            Vector2 before = points[Math.Max(0, i - 1)];
            Vector2 after = points[Math.Min(spans, i + 2)];
            for (int step = 1; step <= Subdivisions; step++)
            {
                float t = step / (float)Subdivisions;
                Vector2 to = Curve(before, points[i], points[i + 1], after, t);
                Segment(ink, from, to, start + ((end - start) * ((i + t) / spans)));
                from = to;
            }
        }
    }

    private static Vector2 Curve(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t) =>
        0.5f * ((2 * b) + ((c - a) * t) + (((2 * a) - (5 * b) + (4 * c) - d) * (t * t)) + (((3 * (b - c)) + d - a) * (t * t * t)));

    // Coverage falls from 1 to 0 over one pixel at the stroke's border; pieces of a stroke don't add up where they meet.
    // Compiled once and well: the first epoch of a short run would otherwise end before the runtime does so by itself.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Segment(Span<float> ink, Vector2 from, Vector2 to, float radius)
    {
        float reach = radius + 0.5f;
        Vector2 low = Vector2.Min(from, to) - new Vector2(reach);
        Vector2 high = Vector2.Max(from, to) + new Vector2(reach);
        int top = Math.Max(0, (int)low.Y);
        int bottom = Math.Min(Side - 1, (int)high.Y);
        int left = Math.Max(0, (int)low.X);
        int right = Math.Min(Side - 1, (int)high.X);
        Vector2 along = to - from;
        float inverse = 1 / Math.Max(1e-6f, (along.X * along.X) + (along.Y * along.Y));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                float dx = x - from.X;
                float dy = y - from.Y;
                float t = Math.Clamp(((dx * along.X) + (dy * along.Y)) * inverse, 0, 1);
                dx -= t * along.X;
                dy -= t * along.Y;
                float square = (dx * dx) + (dy * dy);
                if (square < reach * reach)
                {
                    ref float pixel = ref ink[(y * Side) + x];
                    pixel = Math.Max(pixel, Math.Min(1, reach - MathF.Sqrt(square)));
                }
            }
        }
    }

    // Coverage to grey, with noise of up to ±amplitude; one random number serves eight pixels.
    private static void Develop(ReadOnlySpan<float> ink, float darkest, float amplitude, Span<byte> image, ref KeyedRandom random)
    {
        for (int i = 0; i < ink.Length; i += 8)
        {
            ulong bits = random.NextBits();
            for (int j = i; j < i + 8; j++)
            {
                float noise = ((byte)bits - 127.5f) * (amplitude / 127.5f);
                image[j] = (byte)Math.Clamp((ink[j] * darkest) + noise + 0.5f, 0, 255);
                bits >>= 8;
            }
        }
    }
}
