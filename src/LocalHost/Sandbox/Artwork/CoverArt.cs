namespace Smartlinks.LocalHost.Sandbox.Artwork;

/// <summary>Covers nobody holds rights in: a gradient and a few figures that follow from a key. The same key gives the same bytes.</summary>
public static class CoverArt
{
    /// <summary>Width and height in pixels unless asked for otherwise.</summary>
    public const int Size = 640;

    public static byte[] Draw(string key, int size = Size)
    {
        var random = StableRandom.From("cover|" + key);
        var palette = Palette.All[(int)random.Next(0, Palette.All.Count)];
        var shapes = new List<Shape>();
        for (var count = random.Next(3, 6); count > 0; count--)
        {
            shapes.Add(Shape.Draw(ref random, palette.Shapes[shapes.Count % palette.Shapes.Count]));
        }

        var (sin, cos) = MathF.SinCos((float)random.NextDouble() * MathF.Tau);
        var rgb = new byte[size * size * 3];
        Parallel.For(0, size, row => DrawRow(rgb.AsSpan(row * size * 3, size * 3), (row + 0.5f) / size, size));
        return PngEncoder.Encode(rgb, size, size);

        void DrawRow(Span<byte> line, float y, int width)
        {
            for (var column = 0; column < width; column++)
            {
                var x = (column + 0.5f) / width;
                var color = palette.From.Towards(palette.To, Math.Clamp(0.5f + (((x - 0.5f) * cos) + ((y - 0.5f) * sin)), 0, 1));
                foreach (var shape in shapes)
                {
                    // One pixel of soft edge.
                    var cover = Math.Clamp(0.5f - (shape.Distance(x, y) * width), 0, 1);
                    color = color.Towards(shape.Color, cover * shape.Opacity);
                }

                (line[column * 3], line[(column * 3) + 1], line[(column * 3) + 2]) = ((byte)(color.R + 0.5f), (byte)(color.G + 0.5f), (byte)(color.B + 0.5f));
            }
        }
    }
}
