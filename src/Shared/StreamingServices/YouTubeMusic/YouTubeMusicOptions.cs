using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>The YouTube Data API with an API key; section <c>YouTubeMusic</c>. Without a key the service is not looked up.</summary>
public sealed class YouTubeMusicOptions
{
    /// <summary>A secret: in Azure a Key Vault reference. Sent as a header, so that no logged address shows it.</summary>
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

    public bool Enabled => !string.IsNullOrEmpty(ApiKey);

    public ServicePace SearchPace => new("youtube-music-search", TimeSpan.FromSeconds(1), 10, SearchesPerDay, ResetZone);

    public ServicePace Pace => new("youtube-music", TimeSpan.FromMilliseconds(100), 50, UnitsPerDay, ResetZone);

    /// <summary>Google's day: quotas are reset at midnight Pacific Time (developers.google.com/youtube/v3/determine_quota_cost).</summary>
    public const string ResetZone = "America/Los_Angeles";
}
