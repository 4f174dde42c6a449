using System.ComponentModel.DataAnnotations;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>TIDAL's API v2 with client credentials; section <c>Tidal</c>. Without both credentials the service is not looked up.</summary>
public sealed class TidalOptions
{
    /// <summary>Of a TIDAL app (client credentials).</summary>
    public string? ClientId { get; set; }

    /// <summary>What goes with it.</summary>
    [Secret]
    public string? ClientSecret { get; set; }

    /// <summary>ISO 3166-1 alpha-2: the country whose rights TIDAL answers for.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string CountryCode { get; set; } = "US";

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://openapi.tidal.com/v2/");

    /// <summary>Where tokens are had.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://auth.tidal.com/v1/oauth2/token");

    /// <summary>Requests a minute by all instances, 1 to 600. TIDAL publishes no limit; what clients saw is a bucket of 10 that gains 1 a second and gives 5 for a request.</summary>
    [Range(1, 600)]
    public int RequestsPerMinute { get; set; } = 12;

    /// <summary>ISRCs that share a request, 1 to 50. TIDAL publishes no limit; its pages have 20.</summary>
    [Range(1, 50)]
    public int IsrcsPerRequest { get; set; } = 20;

    /// <summary>Where fans consent.</summary>
    [Required]
    public Uri ConsentUrl { get; set; } = new("https://login.tidal.com/authorize");

    /// <summary>Whether fans can have music saved: the app knows this deployment's redirect URI.</summary>
    public bool Saves { get; set; }

    /// <summary>Saves a minute by all instances, and as many renewals of grants: 1 to 60,000. Beside <see cref="RequestsPerMinute"/>; as little is known of it.</summary>
    [Range(1, 60_000)]
    public int SavesPerMinute { get; set; } = 12;

    public bool Enabled => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret);

    // One at a time: TIDAL's bucket refills exactly as fast as this uses it, so that a burst would leave no room for a request that arrives early.
    public ServicePace Pace => new("tidal", TimeSpan.FromMinutes(1) / RequestsPerMinute, Math.Max(1, RequestsPerMinute / 60));

    public ServicePace SavePace => new("tidal-saves", TimeSpan.FromMinutes(1) / SavesPerMinute, Math.Max(1, SavesPerMinute / 60));

    public ServicePace RefreshPace => new("tidal-renewals", SavePace.Interval, Math.Max(5, SavePace.Burst));

    public static ServicePace ConsentPace { get; } = new("tidal-consents", TimeSpan.FromSeconds(0.2), 25);

    public static ServicePace TokenPace { get; } = new("tidal-token", TimeSpan.FromSeconds(1), 5);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "");

    /// <summary>For fans' tokens: TIDAL's own clients send the credentials in the form.</summary>
    public AppCredentials FanCredentials => Credentials with { UsesBasic = false };

    public SaveCapability Saving => this switch
    {
        { Enabled: false } => No("TIDAL has no credentials: set Tidal__ClientId and Tidal__ClientSecret."),
        { Saves: false } => No("Saving is off: add this deployment's redirect URI to the TIDAL app, then set Tidal__Saves to true."),
        _ => new(StreamingService.Tidal, SaveAbility.Save, null, Follows: true, null),
    };

    private static SaveCapability No(string why) => new(StreamingService.Tidal, SaveAbility.None, null, Follows: false, why);
}
