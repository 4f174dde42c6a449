using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's open catalogue: no key, 50 requests in 5 seconds per address.</summary>
public sealed class DeezerOptions
{
    /// <summary>On by default: it needs nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.deezer.com/");
}
