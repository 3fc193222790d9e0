using System.Numerics;
using Descent.Torch.Randomness;

namespace Descent.Data.Glyphs;

/// <summary>The hand that writes one glyph: where a point of the box of 0 to 1 lands in the image, and how thick and dark the pen is.</summary>
/// <remarks>
/// Only operations that IEEE 754 rounds exactly (no library sine), so that a glyph has the same bits on every machine.
/// The elastic distortion is that of Simard et al. (2003), moved from the pixels to the strokes.
/// </remarks>
internal readonly struct GlyphHand
{
    private readonly Vector2 _columnX;
    private readonly Vector2 _columnY;
    private readonly Vector2 _centre;
    private readonly Vector4 _waveX;
    private readonly Vector4 _waveY;

    public GlyphHand(ref KeyedRandom random)
    {
        float height = random.Next(16.5f, 20.5f);
        float width = height * random.Next(0.5f, 0.8f);
        float shear = random.Next(-0.22f, 0.3f);
        float angle = random.Next(-15, 15) * (MathF.PI / 180);
        float sine = angle * (1 - (angle * angle / 6));
        float cosine = 1 - (angle * angle / 2 * (1 - (angle * angle / 12)));
        _columnX = new Vector2(cosine * width, sine * width);
        _columnY = new Vector2((-shear * cosine - sine) * height, (cosine - (shear * sine)) * height);
        _centre = new Vector2(13.5f + random.Next(-1.8f, 1.8f), 13.5f + random.Next(-1.8f, 1.8f));
        _waveX = Wave(ref random);
        _waveY = Wave(ref random);
        Radius = random.Next(0.75f, 1.55f);
        Ink = random.Next(170, 255);
    }

    /// <summary>Half of the stroke's width, in pixels.</summary>
    public float Radius { get; }

    /// <summary>The darkest value of the stroke, up to 255.</summary>
    public float Ink { get; }

    /// <summary>The pixel position of a point.</summary>
    public Vector2 Place(Vector2 point)
    {
        Vector2 centred = point - new Vector2(0.5f);
        Vector2 bent = new(Bend(_waveX, centred), Bend(_waveY, centred));
        return _centre + (_columnX * centred.X) + (_columnY * centred.Y) + bent;
    }

    // Direction, phase and height of one long wave.
    private static Vector4 Wave(ref KeyedRandom random) =>
        new(random.Next(-0.9f, 0.9f), random.Next(-0.9f, 0.9f), random.Next(0, 1), random.Next(0.3f, 2));

    // A periodic curve of parabolas in the place of a sine.
    private static float Bend(Vector4 wave, Vector2 point)
    {
        float turn = (wave.X * point.X) + (wave.Y * point.Y) + wave.Z;
        float phase = turn - MathF.Floor(turn) - 0.5f;
        return wave.W * 8 * phase * (1 - (2 * MathF.Abs(phase)));
    }
}
