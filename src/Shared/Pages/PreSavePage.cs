using Smartlinks.StreamingServices;

namespace Smartlinks.Pages;

/// <summary>The release a pre-save page is about, as plain values: text is unencoded and may be hostile.</summary>
/// <param name="FormsPath">Under which its forms are, without a trailing slash.</param>
/// <param name="Url">Its own page's; a path where that is on this very origin.</param>
/// <param name="ArtworkPath">On the page's own origin; null shows artwork generated from the title.</param>
public sealed record PreSaveRelease(string FormsPath, string Url, string Title, IReadOnlyList<string> Artists, string? ArtworkPath);

/// <summary>How the page has MusicKit ask for consent.</summary>
/// <param name="ScriptUrl">Apple's script.</param>
/// <param name="DeveloperToken">Good for this site only, and for an hour: whoever sees the page sees it.</param>
public sealed record MusicKitSetup(Uri ScriptUrl, string DeveloperToken);

/// <summary>What a fan is told and asked before a service is.</summary>
public sealed record PreSavePage
{
    public required PreSaveRelease Release { get; init; }

    public required StreamingService Service { get; init; }

    /// <summary>When it is out, on the clock of <see cref="Zone"/>; null when no date is known.</summary>
    public DateTime? OutAt { get; init; }

    /// <summary>IANA id of the zone that is believed to be the fan's until the browser tells its own.</summary>
    public required string Zone { get; init; }

    /// <summary>It is out at one instant everywhere.</summary>
    public bool IsInstant { get; init; }

    public bool IsForTestersOnly { get; init; }

    /// <summary>The service's own pre-save page, for who is no tester; null: there is none, or no need.</summary>
    public string? OwnPage { get; init; }

    public bool CanFollow { get; init; }

    /// <summary>Whether the fan can choose to be written to.</summary>
    public bool CanWrite { get; init; }

    /// <summary>Whether the fan can have a mail when it is out, without signing in.</summary>
    public bool CanRemind { get; init; }

    /// <summary>Name of the app whose own browser this is; null: the phone's.</summary>
    public string? InApp { get; init; }

    /// <summary>Address that leads out of it; null: only its menu does.</summary>
    public string? WayOut { get; init; }

    /// <summary>Set at Apple Music, whose consent begins in the page.</summary>
    public MusicKitSetup? MusicKit { get; init; }

    public string Language { get; init; } = PageTexts.English.Language;

    public string FormPath => $"{Release.FormsPath}/{Service.Id}";
}

/// <summary>What a fan is told and asked who wants one mail when the release is out.</summary>
/// <param name="OutAt">On the clock of <paramref name="Zone"/>; null when no date is known.</param>
/// <param name="Zone">IANA id of the zone that is believed to be the fan's until the browser tells its own.</param>
/// <param name="IsInstant">It is out at one instant everywhere.</param>
/// <param name="ConsentText">What the box says, and what is kept as agreed to.</param>
public sealed record RemindPage(PreSaveRelease Release, DateTime? OutAt, string Zone, bool IsInstant, string ConsentText)
{
    public string Language { get; init; } = PageTexts.English.Language;
}

/// <summary>One pre-save as its fan sees it.</summary>
/// <param name="Says">Where it stands, in a sentence.</param>
/// <param name="SaveYourself">Where the fan saves it by one tap when we could not; null: there is no need, or no address.</param>
/// <param name="IsNew">It is what the fan just did.</param>
public sealed record FanPreSave(PreSaveRelease Release, string Link, StreamingService Service, string Says, bool CanCancel, string? SaveYourself, bool IsNew)
{
    /// <summary>Where the fan gives the permission once more that ends too soon or is refused; null: there is no need.</summary>
    public string? ConsentAgain { get; init; }
}

/// <summary>One reminder as its fan sees it.</summary>
/// <param name="Says">Where it stands, in a sentence.</param>
public sealed record FanReminder(PreSaveRelease Release, string Link, string Says, bool CanCancel);

/// <summary>A fan's own page.</summary>
public sealed record FanPage
{
    /// <summary>Newest first.</summary>
    public IReadOnlyList<FanPreSave> PreSaves { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<FanReminder> Reminders { get; init; } = [];

    public IReadOnlyList<StreamingService> Connected { get; init; } = [];

    /// <summary>What just happened, in a sentence; null: nothing did.</summary>
    public string? Told { get; init; }

    public string Language { get; init; } = PageTexts.English.Language;
}
