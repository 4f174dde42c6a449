using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.Bandcamp;

/// <summary>Bandcamp's public pages; section <c>Bandcamp</c>. No key, no look-up by code: only addresses that an admin or a cross reference named are read.</summary>
public sealed class BandcampOptions
{
    /// <summary>On by default: whether a page is still there is known only by asking for it.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where a stand-in for the pages is, absolute, ending in a slash; the page's host and path follow it. Null: the pages themselves.</summary>
    public Uri? PagesUrl { get; set; }

    /// <summary>Pages a minute by all instances, 1 to 60.</summary>
    [Range(1, 60)]
    public int RequestsPerMinute { get; set; } = 60;

    public ServicePace Pace => new("bandcamp", TimeSpan.FromMinutes(1) / RequestsPerMinute, 1);
}
