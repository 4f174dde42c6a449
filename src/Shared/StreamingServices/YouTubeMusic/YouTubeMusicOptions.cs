using System.ComponentModel.DataAnnotations;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>
/// The YouTube Data API with an API key, and fans' accounts with an OAuth client of the same project; section <c>YouTubeMusic</c>. Without a key the service is not looked
/// up, without a client nothing is saved.
/// </summary>
public sealed class YouTubeMusicOptions : IValidatableObject
{
    /// <summary>What a rating and a subscription cost.</summary>
    public const int UnitsPerSave = 50;

    /// <summary>For the YouTube Data API. Sent as a header, so that no logged address shows it.</summary>
    [Secret]
    public string? ApiKey { get; set; }

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://www.googleapis.com/youtube/v3/");

    /// <summary>Searches a day, 1 to 1,000,000: they have a bucket of their own, 100 a day unless Google granted more.</summary>
    [Range(1, 1_000_000)]
    public int SearchesPerDay { get; set; } = 100;

    /// <summary>Units a day for everything else, 1 to 100,000,000; a read costs one.</summary>
    [Range(1, 100_000_000)]
    public int UnitsPerDay { get; set; } = 10_000;

    /// <summary>Of an OAuth client of the same Google project, for fans.</summary>
    public string? ClientId { get; set; }

    /// <summary>What goes with it.</summary>
    [Secret]
    public string? ClientSecret { get; set; }

    /// <summary>Google's consent screen is in testing: a hundred listed fans, whose permission ends after 7 days.</summary>
    public bool TestingMode { get; set; }

    /// <summary>Saves a day, 1 to 2,000,000: their units are taken out of <see cref="UnitsPerDay"/>, and what is left must do for reading.</summary>
    [Range(1, 2_000_000)]
    public int SavesPerDay { get; set; } = 150;

    /// <summary>Saves a minute by all instances, 1 to 6,000.</summary>
    [Range(1, 6_000)]
    public int SavesPerMinute { get; set; } = 300;

    /// <summary>Where fans consent.</summary>
    [Required]
    public Uri ConsentUrl { get; set; } = new("https://accounts.google.com/o/oauth2/v2/auth");

    /// <summary>Where tokens are had.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://oauth2.googleapis.com/token");

    /// <summary>Where a fan's permission is given back.</summary>
    [Required]
    public Uri RevokeUrl { get; set; } = new("https://oauth2.googleapis.com/revoke");

    public bool Enabled => !string.IsNullOrEmpty(ApiKey);

    public ServicePace SearchPace => new("youtube-music-search", TimeSpan.FromSeconds(1), 10, SearchesPerDay, ResetZone);

    private bool CanSave => !string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret);

    public ServicePace Pace => new("youtube-music", TimeSpan.FromMilliseconds(100), 50, CanSave ? Math.Max(1, UnitsPerDay - UnitsOfSaves) : UnitsPerDay, ResetZone);

    public ServicePace SavePace => new("youtube-music-saves", TimeSpan.FromMinutes(1) / SavesPerMinute, Math.Max(1, SavesPerMinute / 60), SavesPerDay, ResetZone);

    public ServicePace RefreshPace => new("youtube-music-renewals", SavePace.Interval, Math.Max(5, SavePace.Burst));

    public static ServicePace ConsentPace { get; } = new("youtube-music-consents", TimeSpan.FromSeconds(0.2), 25);

    public AppCredentials Credentials => new(TokenUrl, ClientId ?? "", ClientSecret ?? "", UsesBasic: false);

    public SaveCapability Saving => this switch
    {
        { CanSave: false } => new(StreamingService.YouTubeMusic, SaveAbility.None, null, Follows: false, "YouTube has no OAuth client: set YouTubeMusic__ClientId and YouTubeMusic__ClientSecret."),
        { TestingMode: true } => new(StreamingService.YouTubeMusic, SaveAbility.TestersOnly, null, Follows: true,
            "Google's consent screen is in testing: the fans on its list of test users can connect, for 7 days. Publish and verify it, then set YouTubeMusic__TestingMode to false."),
        _ => new(StreamingService.YouTubeMusic, SaveAbility.Quota, SavesPerDay, Follows: true,
            $"A save costs {UnitsPerSave} of the project's {UnitsPerDay} units a day. Once Google has granted more, raise YouTubeMusic__UnitsPerDay and YouTubeMusic__SavesPerDay."),
    };

    /// <summary>Google's day: quotas are reset at midnight Pacific Time (developers.google.com/youtube/v3/determine_quota_cost).</summary>
    public const string ResetZone = "America/Los_Angeles";

    private int UnitsOfSaves => SavesPerDay * UnitsPerSave;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CanSave && UnitsOfSaves >= UnitsPerDay)
        {
            yield return new ValidationResult(
                $"YouTubeMusic__SavesPerDay is at most {(UnitsPerDay - 1) / UnitsPerSave} with {UnitsPerDay} units a day: a save costs {UnitsPerSave}, and reading needs some.", [nameof(SavesPerDay), nameof(UnitsPerDay)]);
        }
    }
}
