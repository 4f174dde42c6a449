using Smartlinks.StreamingServices;

namespace Smartlinks.Pages;

/// <summary>What a link's page is, at the moment it is shown.</summary>
public enum PagePhase
{
    /// <summary>Not out yet for this fan: the page shows the date, and no buttons.</summary>
    ComingSoon,

    /// <summary>Out, with at least one service to choose.</summary>
    Live,

    /// <summary>Out, and on none of its services in this fan's country: the page says which have it elsewhere.</summary>
    Away,

    /// <summary>Still being looked up: no service is known yet.</summary>
    Resolving,

    /// <summary>Out and looked up, and no service is known to have it.</summary>
    Unlisted,

    /// <summary>Out, and on no service but such as its owner does not offer.</summary>
    Withheld,

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

/// <summary>A service's own pre-save page.</summary>
/// <param name="Url">On that service's own hosts.</param>
public sealed record OwnPreSave(StreamingService Service, string Url);

/// <summary>Everything a link's page shows, as plain values: text is unencoded and may be hostile, addresses are this deployment's own but for <see cref="OwnPreSaves"/>.</summary>
public sealed record LinkPage
{
    public required string Slug { get; init; }

    /// <summary>The canonical public address, absolute.</summary>
    public required Uri Url { get; init; }

    /// <summary>Under which fans pre-save it and ask to be reminded, without a trailing slash.</summary>
    public string FormsUrl { get => field ?? $"/presave/{Uri.EscapeDataString(Slug)}"; init; }

    public required string Title { get; init; }

    /// <summary>Whether the release is an album, not a track.</summary>
    public bool IsAlbum { get; init; }

    /// <summary>In billing order; may be empty.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>Path of the artwork on the page's own origin; null shows artwork generated from the title.</summary>
    public string? ArtworkPath { get; init; }

    public required PagePhase Phase { get; init; }

    /// <summary>Null when no date is known.</summary>
    public PageRelease? Release { get; init; }

    /// <summary>In the order they are shown in, searches among them.</summary>
    public IReadOnlyList<PageButton> Buttons { get; init; } = [];

    /// <summary>Services this deployment can pre-save the release at; before it is out.</summary>
    public IReadOnlyList<StreamingService> PreSaves { get; init; } = [];

    /// <summary>Services' own pre-save pages where this deployment cannot save; before it is out.</summary>
    public IReadOnlyList<OwnPreSave> OwnPreSaves { get; init; } = [];

    /// <summary>Whether a fan can have a mail when it is out; before it is.</summary>
    public bool CanRemind { get; init; }

    /// <summary>Services that have the release, and not in this fan's country.</summary>
    public IReadOnlyList<StreamingService> Away { get; init; } = [];

    /// <summary>The one of <see cref="Away"/> that this fan asked for; null when none was.</summary>
    public StreamingService? RefusedService { get; init; }

    /// <summary>The service this fan chose before; null when none is remembered.</summary>
    public StreamingService? RememberedService { get; init; }

    /// <summary>BCP 47 tag of the texts; one that has no texts falls back to English.</summary>
    public string Language { get; init; } = PageTexts.English.Language;

    /// <summary>The remembered service has the release, and the owner does not offer it there.</summary>
    public bool IsRememberedWithheld { get; init; }

    /// <summary>Where a fan undoes the remembered service: always the page, and the cookie cleared.</summary>
    public string ForgetPath => $"/{Uri.EscapeDataString(Slug)}?choose&forget";

    /// <summary>The button of the remembered service; null when nothing is remembered or there is no more than a search.</summary>
    public PageButton? RememberedButton => Exact.FirstOrDefault() is { } first && first.Service == RememberedService ? first : null;

    /// <summary>Buttons that lead to the release, the remembered service first.</summary>
    public IEnumerable<PageButton> Exact => InOrder(isSearch: false);

    /// <summary>Buttons that lead to a search for it, the remembered service first.</summary>
    public IEnumerable<PageButton> Searches => InOrder(isSearch: true);

    private IEnumerable<PageButton> InOrder(bool isSearch) => Buttons.Where(button => button.IsSearch == isSearch).OrderByDescending(button => button.Service == RememberedService);
}
