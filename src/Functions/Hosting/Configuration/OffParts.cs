using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.Hosting;

/// <summary>Something this deployment does not do, for want of settings.</summary>
/// <param name="Settings">What would switch it on, as it is written in docs/configuration.md.</param>
/// <param name="Without">What is off without them.</param>
public sealed record OffPart(string Settings, string Without);

/// <summary>What is off here, told once at start in one entry of the log: names of settings, and never a value.</summary>
public static class OffParts
{
    public static IReadOnlyList<OffPart> Of(AppConfiguration configuration) => [.. Find(configuration), .. FindLookUps(configuration.Services), .. FindSaves(configuration.Services)];

    public static void Tell(AppConfiguration configuration, ILoggerFactory logs)
    {
        var log = logs.CreateLogger("Smartlinks.Functions.Configuration");
        var off = Of(configuration);
        if (off.Count == 0) log.LogInformation("Every part is on");
        else log.LogInformation("{Count} parts are off: {Parts}", off.Count, string.Join("; ", off.Select(part => $"{part.Without} ({part.Settings})")));
    }

    private static IEnumerable<OffPart> Find(AppConfiguration configuration)
    {
        if (configuration.Sealing is null) yield return new("Sealing__Keys", "nothing secret is stored: no fan connects a service, nobody signs in, no mail is sent");
        if (!configuration.SignIn.IsOn) yield return new("SignIn__Issuer", "nobody signs in; API keys alone open the API");
        if (!configuration.Mail.IsOn) yield return new("Mail__ConnectionString", "no mail is sent, and no fan is asked for an address");
        if (!configuration.Stripe.IsOn) yield return new("Stripe__SecretKey", "nothing is sold");
        if (configuration.Credits is { Enabled: true, OperatorKey: null }) yield return new("Credits__OperatorKey", "nobody gives credit or sets plans over the API");
        if (configuration.App.PublicUrl is null) yield return new("App__PublicUrl", "addresses that are given out are of the host that a request came by, and links on further domains take no pre-saves");
        if (configuration.Targets is null) yield return new("OTEL_EXPORTER_OTLP_ENDPOINT or APPLICATIONINSIGHTS_CONNECTION_STRING", "no traces and metrics are sent");
    }

    private static IEnumerable<OffPart> FindLookUps(ServiceOptions services)
    {
        if (!services.Spotify.Enabled) yield return Unasked("Spotify__ClientId, Spotify__ClientSecret", "Spotify");
        if (!services.AppleMusic.Enabled) yield return Unasked("AppleMusic__TeamId, AppleMusic__KeyId, AppleMusic__PrivateKey", "Apple Music");
        if (!services.YouTubeMusic.Enabled) yield return Unasked("YouTubeMusic__ApiKey", "YouTube Music");
        if (!services.AmazonMusic.Enabled) yield return Unasked("AmazonMusic__ClientId, AmazonMusic__ClientSecret, AmazonMusic__SecurityProfileId, AmazonMusic__RefreshToken", "Amazon Music");
        if (!services.Tidal.Enabled) yield return Unasked("Tidal__ClientId, Tidal__ClientSecret", "TIDAL");
        if (!services.Deezer.Enabled) yield return Unasked("Deezer__Enabled", "Deezer");
        if (!services.Pandora.Enabled) yield return Unasked("Pandora__Enabled", "Pandora");
        if (!services.SoundCloud.Enabled) yield return Unasked("SoundCloud__ClientId, SoundCloud__ClientSecret", "SoundCloud");
        if (!services.Bandcamp.Enabled) yield return Unasked("Bandcamp__Enabled", "Bandcamp");
        if (!services.MusicBrainz.Enabled) yield return Unasked("MusicBrainz__Contact", "MusicBrainz");
        if (!services.ITunes.Enabled) yield return Unasked("ITunes__Enabled", "iTunes");
    }

    /// <summary>Where looking up is off, saving is as well, and not said again.</summary>
    private static IEnumerable<OffPart> FindSaves(ServiceOptions services)
    {
        if (services.Spotify is { Enabled: true, Saving.Ability: SaveAbility.None }) yield return Unsaved("Spotify__Saves", "Spotify");
        if (services.Tidal is { Enabled: true, Saving.Ability: SaveAbility.None }) yield return Unsaved("Tidal__Saves", "TIDAL");
        if (services.Deezer is { Enabled: true, Saving.Ability: SaveAbility.None }) yield return Unsaved("Deezer__AppId, Deezer__AppSecret", "Deezer");
        if (services.YouTubeMusic is { Enabled: true, Saving.Ability: SaveAbility.None }) yield return Unsaved("YouTubeMusic__ClientId, YouTubeMusic__ClientSecret", "YouTube Music");
    }

    private static OffPart Unasked(string settings, string service) => new(settings, $"{service} is not looked up");

    private static OffPart Unsaved(string settings, string service) => new(settings, $"nothing is saved at {service}");
}
