namespace Smartlinks.LocalHost.Sandbox.Artwork;

/// <summary>A figure on the unit square. <paramref name="Distance"/> is negative inside and grows with the way to its edge.</summary>
public sealed record Shape(Rgb Color, float Opacity, Func<float, float, float> Distance)
{
    public static Shape Draw(ref StableRandom random, Rgb color)
    {
        var (x, y, size) = (Between(ref random, 0.15f, 0.85f), Between(ref random, 0.15f, 0.85f), Between(ref random, 0.14f, 0.38f));
        var opacity = Between(ref random, 0.72f, 1f);
        var angle = Between(ref random, 0f, MathF.PI);
        return random.Next(0, 5) switch
        {
            0 => new Shape(color, opacity, (px, py) => Length(px - x, py - y) - size),
            1 => new Shape(color, opacity, (px, py) => MathF.Abs(Length(px - x, py - y) - size) - (size * 0.16f)),
            2 => new Shape(color, opacity, Bar(x, y, angle, 0.75f, size * 0.22f)),
            3 => new Shape(color, opacity, HalfDisc(x, y, angle, size)),
            _ => new Shape(color, opacity, Stripes(x, y, angle, size)),
        };
    }

    private static Func<float, float, float> Bar(float x, float y, float angle, float length, float width) => (px, py) =>
    {
        var (along, across) = Turn(px - x, py - y, angle);
        return Length(MathF.Max(MathF.Abs(along) - length, 0), across) - width;
    };

    private static Func<float, float, float> HalfDisc(float x, float y, float angle, float size) => (px, py) =>
    {
        var (_, across) = Turn(px - x, py - y, angle);
        return MathF.Max(Length(px - x, py - y) - size, across);
    };

    private static Func<float, float, float> Stripes(float x, float y, float angle, float size) => (px, py) =>
    {
        var (_, across) = Turn(px - x, py - y, angle);
        var step = size / 4;
        var toStripe = MathF.Abs(across - (MathF.Round(across / step) * step)) - (step * 0.22f);
        return MathF.Max(Length(px - x, py - y) - size, toStripe);
    };

    private static (float Along, float Across) Turn(float x, float y, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        return ((x * cos) + (y * sin), (y * cos) - (x * sin));
    }

    private static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    private static float Between(ref StableRandom random, float low, float high) => low + ((high - low) * (float)random.NextDouble());
}
