using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Smartlinks.LocalHost.Sandbox.Artwork;

/// <summary><c>GET /artwork/{key}.png</c>, with <c>?size=</c> one of the sizes services offer. Drawn once and kept, up to a bound.</summary>
public sealed partial class ArtworkEndpoint
{
    private const int Kept = 128;

    private static readonly int[] s_sizes = [30, 56, 60, 64, 90, 100, 180, 250, 300, 360, 500, CoverArt.Size, 1000];

    private readonly ConcurrentDictionary<(string Key, int Size), byte[]> _drawn = new();

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/artwork/{file}", GetAsync);

    private Task GetAsync(HttpContext context)
    {
        var file = File().Match((string)context.Request.RouteValues["file"]!);
        if (!file.Success || !TryReadSize(context, out var size))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (_drawn.Count >= Kept)
        {
            _drawn.Clear();
        }

        var png = _drawn.GetOrAdd((file.Groups["key"].Value, size), wanted => CoverArt.Draw(wanted.Key, wanted.Size));
        context.Response.ContentType = "image/png";
        context.Response.ContentLength = png.Length;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return context.Response.Body.WriteAsync(png, context.RequestAborted).AsTask();
    }

    private static bool TryReadSize(HttpContext context, out int size)
    {
        size = CoverArt.Size;
        return !context.Request.Query.TryGetValue("size", out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && s_sizes.Contains(size));
    }

    [GeneratedRegex("^(?<key>[0-9A-Za-z_-]{1,64})\\.png$")]
    private static partial Regex File();
}
