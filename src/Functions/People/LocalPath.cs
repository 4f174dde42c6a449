namespace Smartlinks.Functions.People;

/// <summary>Tells a way back into this site from one that leads out of it.</summary>
public static class LocalPath
{
    private const int MostLength = 2_000;

    /// <summary>A path of this site, with its query; never an address, also not one that a browser would take for one (<c>//host</c>, <c>/\host</c>, control characters that are dropped).</summary>
    public static bool IsOne(string? text) =>
        text is ['/', ..] and { Length: <= MostLength } && text is not ['/', '/' or '\\', ..]
        && !text.Any(character => char.IsControl(character) || character is '\\' || character > '~')
        && Uri.TryCreate(new Uri("https://here.invalid/"), text, out var there) && there.Host == "here.invalid" && there.IsDefaultPort && there.Scheme == Uri.UriSchemeHttps;
}
