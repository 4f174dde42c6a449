using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>TIDAL's API v2 with client credentials; section <c>Tidal</c>. Without both credentials the service is not looked up.</summary>
public sealed class TidalOptions
{
    public string? ClientId { get; set; }

    /// <summary>A secret: in Azure a Key Vault reference.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>ISO 3166-1 alpha-2: the country whose rights TIDAL answers for.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string CountryCode { get; set; } = "US";

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://openapi.tidal.com/v2/");

    [Required]
    public Uri TokenUrl { get; set; } = new("https://auth.tidal.com/v1/oauth2/token");

    /// <summary>Requests a minute by all instances, 1 to 600. TIDAL publishes no limit; what clients saw is a bucket of 10 that gains 1 a second and gives 5 for a request.</summary>
    [Range(1, 600)]
    public int RequestsPerMinute { get; set; } = 12;

    /// <summary>ISRCs that share a request, 1 to 50. TIDAL publishes no limit; its pages have 20.</summary>
    [Range(1, 50)]
    public int IsrcsPerRequest { get; set; } = 20;

    public bool Enabled => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret);

    public ServicePace Pace => new("tidal", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(2, RequestsPerMinute / 6));

    public static ServicePace TokenPace { get; } = new("tidal-token", TimeSpan.FromSeconds(1), 5);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "");
}
