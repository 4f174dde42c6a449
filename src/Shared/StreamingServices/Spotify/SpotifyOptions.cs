using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Spotify's Web API with client credentials; section <c>Spotify</c>. Without both credentials the service is not looked up.</summary>
public sealed class SpotifyOptions
{
    public string? ClientId { get; set; }

    /// <summary>A secret: in Azure a Key Vault reference.</summary>
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

    [Required]
    public Uri TokenUrl { get; set; } = new("https://accounts.spotify.com/api/token");

    /// <summary>Requests a minute by all instances, 1 to 6,000. Spotify counts over 30 seconds and does not publish its limit.</summary>
    [Range(1, 6_000)]
    public int RequestsPerMinute { get; set; } = 180;

    public bool Enabled => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret);

    public ServicePace Pace => new("spotify", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(1, RequestsPerMinute / 6));

    public static ServicePace TokenPace { get; } = new("spotify-token", TimeSpan.FromSeconds(1), 5);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "");
}
