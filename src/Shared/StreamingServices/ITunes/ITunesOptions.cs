using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.ITunes;

/// <summary>Apple's iTunes look-up, a keyless second word on Apple Music; section <c>ITunes</c>.</summary>
public sealed class ITunesOptions
{
    /// <summary>On by default: it needs nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://itunes.apple.com/");

    /// <summary>The store asked, ISO 3166-1 alpha-2.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string Country { get; set; } = "US";

    /// <summary>Calls a minute by all instances, 1 to 20: Apple asks for about 20.</summary>
    [Range(1, 20)]
    public int RequestsPerMinute { get; set; } = 18;

    public ServicePace Pace => new("itunes", TimeSpan.FromMinutes(1) / RequestsPerMinute, 1);
}
