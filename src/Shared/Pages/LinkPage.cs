using Smartlinks.StreamingServices;

namespace Smartlinks.Pages;

/// <summary>What a link's page is, at the moment it is shown.</summary>
public enum PagePhase
{
    /// <summary>Not out yet for this fan: the page shows the date, and no buttons.</summary>
    ComingSoon,

    /// <summary>Out, with at least one service to choose.</summary>
    Live,

    /// <summary>Still being looked up: no service is known yet.</summary>
    Resolving,

    /// <summary>Taken out of use by its owner: title and artwork, and no buttons.</summary>
    Archived,
}

/// <summary>One service a fan may choose.</summary>
/// <param name="Path">Address on the page's own origin, <c>/{slug}/{service}</c>, with the query carried on.</param>
/// <param name="IsSearch">The service's search for the release, because no exact match is known.</param>
public sealed record PageButton(StreamingService Service, string Path, bool IsSearch = false);

/// <summary>When a release is out: at one instant everywhere, or at midnight of <paramref name="On"/> wherever the fan is (<paramref name="At"/> null).</summary>
public sealed record PageRelease(DateOnly On, DateTimeOffset? At = null)
{
    public static PageRelease LocalMidnight(DateOnly on) => new(on);

    /// <summary>The day shown is the instant's day in UTC.</summary>
    public static PageRelease Instant(DateTimeOffset at) => new(DateOnly.FromDateTime(at.UtcDateTime), at.ToUniversalTime());
}

/// <summary>Everything a link's page shows, as plain values: text is unencoded and may be hostile, addresses are this deployment's own.</summary>
public sealed record LinkPage
{
    public required string Slug { get; init; }

    /// <summary>The canonical public address, absolute.</summary>
    public required Uri Url { get; init; }

    public required string Title { get; init; }

    /// <summary>In billing order; may be empty.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>Path of the artwork on the page's own origin; null shows artwork generated from the title.</summary>
    public string? ArtworkPath { get; init; }

    public required PagePhase Phase { get; init; }

    /// <summary>Null when no date is known.</summary>
    public PageRelease? Release { get; init; }

    /// <summary>In the order to show, before the remembered service moves to the front.</summary>
    public IReadOnlyList<PageButton> Buttons { get; init; } = [];

    /// <summary>The service this fan chose before; null when none is remembered.</summary>
    public StreamingService? RememberedService { get; init; }

    /// <summary>BCP 47 tag of the texts; one that has no texts falls back to English.</summary>
    public string Language { get; init; } = PageTexts.English.Language;

    /// <summary>Where a fan undoes the remembered service: always the page, and the cookie cleared.</summary>
    public string ForgetPath => $"/{Uri.EscapeDataString(Slug)}?choose&forget";

    /// <summary>The button of the remembered service; null when nothing is remembered or the release is not there.</summary>
    public PageButton? RememberedButton => Buttons.FirstOrDefault(button => button.Service == RememberedService);

    /// <summary>The buttons in the order shown: the remembered service first.</summary>
    public IEnumerable<PageButton> ButtonsInOrder => Buttons.OrderByDescending(button => button.Service == RememberedService);
}
