using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.Pandora;

/// <summary>
/// Pandora's addresses: <c>/artist/{artist}/{album}/{track}/TR{token}</c>, <c>/artist/{artist}/{album}/AL{token}</c>, and <c>/TR:{number}</c>, <c>/AL:{number}</c>.
/// </summary>
public static class PandoraPaths
{
    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        var names = segments is ["artist", .., _] ? segments[1..^1] : [];
        foreach (var name in names)
            if (!IdShape.IsName(name)) return ItemPages.Other(StreamingService.Pandora, segments);
        return segments switch
        {
            ["artist", _, _, _, var token] when IsToken(token, "TR") => Found(ItemKind.Track, token, segments),
            ["artist", _, _, var token] when IsToken(token, "AL") => Found(ItemKind.Album, token, segments),
            [var id] when IsId(id, "TR:") => Found(ItemKind.Track, id, segments),
            [var id] when IsId(id, "AL:") => Found(ItemKind.Album, id, segments),
            [['A', 'R', ':', ..]] => ItemPages.Not(StreamingService.Pandora, "an artist's page"),
            [['P', 'L', ':', ..]] => ItemPages.Not(StreamingService.Pandora, "a playlist"),
            _ => ItemPages.Other(StreamingService.Pandora, segments),
        };
    }

    private static bool IsToken(string text, string kind) => text.StartsWith(kind, StringComparison.Ordinal) && text.Length <= 40 && text.Length > kind.Length && text[kind.Length..].All(char.IsAsciiLetterOrDigit);

    private static bool IsId(string text, string kind) => text.StartsWith(kind, StringComparison.Ordinal) && IdShape.IsNumber(text[kind.Length..]);

    private static ItemReading Found(ItemKind kind, string id, ReadOnlySpan<string> path) => ItemPages.Found(StreamingService.Pandora, kind, id, "/" + string.Join('/', path!));
}
