using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.MusicBrainz;

/// <summary>MusicBrainz' web service; section <c>MusicBrainz</c>. Off until <see cref="Contact"/> is set.</summary>
public sealed class MusicBrainzOptions
{
    /// <summary>An e-mail address or URL at which MusicBrainz reaches whoever runs this: it blocks clients that name none (musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting).</summary>
    [RegularExpression(@"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$|^https?://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+$")]
    [StringLength(200)]
    public string? Contact { get; set; }

    /// <summary>Absolute, ending in a slash.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://musicbrainz.org/ws/2/");

    public bool Enabled => !string.IsNullOrEmpty(Contact);

    /// <summary>MusicBrainz allows one request a second to an address, without bursts.</summary>
    public static ServicePace Pace { get; } = new("musicbrainz", TimeSpan.FromSeconds(1), 1);
}
