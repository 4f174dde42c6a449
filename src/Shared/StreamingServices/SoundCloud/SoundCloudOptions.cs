using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.SoundCloud;

/// <summary>SoundCloud's API with client credentials; section <c>SoundCloud</c>. Without both credentials the service is not looked up.</summary>
public sealed class SoundCloudOptions
{
    /// <summary>Of a SoundCloud app (client credentials).</summary>
    public string? ClientId { get; set; }

    /// <summary>What goes with it.</summary>
    [Secret]
    public string? ClientSecret { get; set; }

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.soundcloud.com/");

    /// <summary>Where tokens are had.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://secure.soundcloud.com/oauth/token");

    /// <summary>ISO 3166-1 alpha-2: where SoundCloud sees our requests come from. It tells blocked tracks for that country only; null: unknown.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string? Country { get; set; }

    /// <summary>Requests a minute by all instances, 1 to 6,000. SoundCloud publishes no limit for reading.</summary>
    [Range(1, 6_000)]
    public int RequestsPerMinute { get; set; } = 120;

    public bool Enabled => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret);

    public ServicePace Pace => new("soundcloud", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(1, RequestsPerMinute / 6));

    /// <summary>50 in 12 hours to one app (developers.soundcloud.com/docs/api/rate-limits): a burst of 5, and no more than 45 after it in any 12 hours.</summary>
    public static ServicePace TokenPace { get; } = new("soundcloud-token", TimeSpan.FromMinutes(16), 5);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "", UsesBasic: false);
}
