using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.StreamingServices;

public static class SearchPages
{
    public static bool TryMake(StreamingService service, string title, IReadOnlyList<string> artists, ItemKind kind, [NotNullWhen(true)] out DestinationUrl? url)
    {
        var words = Uri.EscapeDataString($"{string.Join(' ', artists)} {title}");
        return DestinationUrl.TryParse(service, service.Id switch
        {
            "bandcamp" => $"https://bandcamp.com/search?q={words}&item_type={(kind == ItemKind.Track ? "t" : "a")}",
            _ => $"https://{service.Hosts[0]}/search/{words}",
        }, out url, out _);
    }
}
