using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's open catalogue; section <c>Deezer</c>. No key.</summary>
public sealed class DeezerOptions
{
    /// <summary>On by default: it needs nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.deezer.com/");

    /// <summary>Requests in 5 seconds by all instances, 1 to 50: Deezer allows 50 to an address, and instances may share one.</summary>
    [Range(1, 50)]
    public int RequestsPer5Seconds { get; set; } = 40;

    // The burst and what follows it within five seconds stay under the limit together.
    public ServicePace Pace => new("deezer", TimeSpan.FromSeconds(10) / RequestsPer5Seconds, Math.Max(1, RequestsPer5Seconds / 2));
}
