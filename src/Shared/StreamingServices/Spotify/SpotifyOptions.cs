using System.ComponentModel.DataAnnotations;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Spotify's Web API with client credentials; section <c>Spotify</c>. Without both credentials the service is not looked up.</summary>
public sealed class SpotifyOptions
{
    /// <summary>Of a Spotify app (client credentials).</summary>
    public string? ClientId { get; set; }

    /// <summary>What goes with it.</summary>
    [Secret]
    public string? ClientSecret { get; set; }

    /// <summary>ISO 3166-1 alpha-2: the market that is asked first, and alone where it has what is looked for. Without a market Spotify treats content as unavailable.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string Market { get; set; } = "US";

    /// <summary>
    /// Markets asked, in this order, for what <see cref="Market"/> does not have; before them the one that an ISRC's prefix hints at. ISO 3166-1 alpha-2 with commas
    /// between, at most 10; empty: only that one. What Spotify has nowhere costs a request for each, an album as many as its UPC has spellings.
    /// </summary>
    [RegularExpression(FurtherCountries.Pattern)]
    public string FurtherMarkets { get; set; } = FurtherCountries.Default;

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.spotify.com/v1/");

    /// <summary>Where tokens are had.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://accounts.spotify.com/api/token");

    /// <summary>Requests a minute by all instances, 1 to 6,000. Spotify counts over 30 seconds and does not publish its limit.</summary>
    [Range(1, 6_000)]
    public int RequestsPerMinute { get; set; } = 180;

    /// <summary>Where fans consent.</summary>
    [Required]
    public Uri ConsentUrl { get; set; } = new("https://accounts.spotify.com/authorize");

    /// <summary>Whether fans can have music saved: the app knows this deployment's redirect URI.</summary>
    public bool Saves { get; set; }

    /// <summary>Whether the app is in development mode, in which Spotify answers for the accounts on its list only (at most 5).</summary>
    public bool TestersOnly { get; set; } = true;

    /// <summary>Saves a minute by all instances, and as many renewals of grants: 1 to 60,000. Beside <see cref="RequestsPerMinute"/>; Spotify publishes no limit of either.</summary>
    [Range(1, 60_000)]
    public int SavesPerMinute { get; set; } = 180;

    public bool Enabled => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret);

    public ServicePace Pace => new("spotify", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(1, RequestsPerMinute / 6));

    public ServicePace SavePace => new("spotify-saves", TimeSpan.FromMinutes(1) / SavesPerMinute, Math.Max(1, SavesPerMinute / 6));

    public ServicePace RefreshPace => SavePace with { Name = "spotify-renewals" };

    public static ServicePace ConsentPace { get; } = new("spotify-consents", TimeSpan.FromSeconds(0.2), 25);

    public static ServicePace TokenPace { get; } = new("spotify-token", TimeSpan.FromSeconds(1), 5);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "");

    public SaveCapability Saving => this switch
    {
        { Enabled: false } => No("Spotify has no credentials: set Spotify__ClientId and Spotify__ClientSecret."),
        { Saves: false } => No("Saving is off: add this deployment's redirect URI to the Spotify app, then set Spotify__Saves to true."),
        { TestersOnly: true } => new(StreamingService.Spotify, SaveAbility.TestersOnly, null, Follows: false,
            "The Spotify app is in development mode: it saves for the accounts its owner has listed, at most 5. Once Spotify has granted extended quota, set Spotify__TestersOnly to false."),
        _ => new(StreamingService.Spotify, SaveAbility.Save, null, Follows: true, null),
    };

    private static SaveCapability No(string why) => new(StreamingService.Spotify, SaveAbility.None, null, Follows: false, why);
}
