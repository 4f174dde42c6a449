using System.Collections.Concurrent;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ShareLinks;

namespace Smartlinks.LocalHost.Sandbox.Sharing;

/// <summary>
/// Which short link leads where: one at every share host of its service for each track and album, the same on every start, and what somebody made besides.
/// Thread-safe.
/// </summary>
public sealed class ShortLinks(Catalogue catalogue, ItemPage pages)
{
    private const int CodeLength = 11;

    private readonly ConcurrentDictionary<ShareHost, Dictionary<string, string>> _ofCatalogue = [];
    private readonly ConcurrentDictionary<(ShareHost Host, string Code), string> _made = new();

    public string? Find(ShareHost host, string code) =>
        _made.TryGetValue((host, code), out var made) ? made : _ofCatalogue.GetOrAdd(host, List).GetValueOrDefault(code);

    /// <summary>The link to whatever <paramref name="address"/> is.</summary>
    public string Make(ShareHost host, string address)
    {
        var code = Code(host, address);
        _made[(host, code)] = address;
        return Address(host, code);
    }

    /// <summary>The links to a recording's tracks and their albums.</summary>
    public IEnumerable<(ShareHost Host, ItemKind Kind, string Link, string LeadsTo)> FindByIsrc(string isrc)
    {
        var tracks = catalogue.FindByIsrc(isrc).ToList();
        foreach (var host in ShareHost.All)
        {
            foreach (var address in tracks.Select(track => pages.Of(host.Service, track)).OfType<string>())
            {
                yield return (host, ItemKind.Track, Address(host, Code(host, address)), address);
            }

            foreach (var address in tracks.Select(track => track.Album).Distinct().Select(album => pages.Of(host.Service, album)).OfType<string>())
            {
                yield return (host, ItemKind.Album, Address(host, Code(host, address)), address);
            }
        }
    }

    // Ten thousand rows take a moment; only hosts that are asked pay it.
    private Dictionary<string, string> List(ShareHost host)
    {
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var address in catalogue.Tracks.Select(track => pages.Of(host.Service, track)).Concat(catalogue.Albums.Select(album => pages.Of(host.Service, album))).OfType<string>())
        {
            links[Code(host, address)] = address;
        }

        return links;
    }

    private static string Address(ShareHost host, string code) => $"https://{host.Name}{host.Prefix}{code}";

    // Of the service, not of the host: spotify.link forwards to spotify.app.link under the same code.
    private static string Code(ShareHost host, string address) => StableRandom.From($"share|{host.Service}|{address}").NextText(CodeLength);
}
