using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices.SoundCloud;

/// <summary>SoundCloud's name of a track or a playlist, such as <c>soundcloud:tracks:1234</c>; the bare numbers it used before are deprecated.</summary>
public sealed partial record SoundCloudUrn(ItemKind Kind, string Number)
{
    /// <summary>What an address of the API names; null when it is not below <paramref name="api"/>, on its very host and port.</summary>
    public static SoundCloudUrn? TryRead(string? address, Uri api)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || !uri.GetLeftPart(UriPartial.Authority).Equals(api.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)) return null;
        if (!uri.AbsolutePath.StartsWith(api.AbsolutePath, StringComparison.Ordinal)) return null;
        var match = Path().Match(uri.AbsolutePath[api.AbsolutePath.Length..]);
        return match.Success ? new SoundCloudUrn(match.Groups["kind"].Value == "tracks" ? ItemKind.Track : ItemKind.Album, match.Groups["number"].Value) : null;
    }

    public override string ToString() => $"soundcloud:{(Kind == ItemKind.Track ? "tracks" : "playlists")}:{Number}";

    [GeneratedRegex("^(?<kind>tracks|playlists)/(?:soundcloud(?::|%3A)\\k<kind>(?::|%3A))?(?<number>[0-9]{1,18})\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Path();
}
