using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.AmazonMusic;

/// <summary>
/// Amazon Music's Web API 1.0, which is open to approved developers only; section <c>AmazonMusic</c>. Without all four keys the service is not looked up.
/// </summary>
public sealed class AmazonMusicOptions
{
    /// <summary>Of the Login with Amazon security profile.</summary>
    public string? ClientId { get; set; }

    /// <summary>What goes with it.</summary>
    [Secret]
    public string? ClientSecret { get; set; }

    /// <summary>The security profile's id, sent as <c>x-api-key</c>.</summary>
    public string? SecurityProfileId { get; set; }

    /// <summary>
    /// Of an Amazon account that once allowed this security profile the scope <c>music::catalog</c>: the API takes no token of an app alone.
    /// </summary>
    [Secret]
    public string? RefreshToken { get; set; }

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.music.amazon.dev/v1/");

    /// <summary>Where tokens are had.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://api.amazon.com/auth/o2/token");

    /// <summary>Requests a minute by all instances, 1 to 6,000. Amazon does not publish its limit.</summary>
    [Range(1, 6_000)]
    public int RequestsPerMinute { get; set; } = 60;

    public bool Enabled => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret) && !string.IsNullOrEmpty(SecurityProfileId) && !string.IsNullOrEmpty(RefreshToken);

    public ServicePace Pace => new("amazon-music", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(1, RequestsPerMinute / 6));

    public static ServicePace TokenPace { get; } = new("amazon-music-token", TimeSpan.FromSeconds(1), 5);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "", UsesBasic: false) { RefreshToken = RefreshToken };
}
