using System.Globalization;

namespace Smartlinks.Pages;

/// <summary>
/// Every text of the fan's pages in one language: a new language is one more instance. Values with <c>{0}</c> are composite formats;
/// only names from this code base (services, dates) are put into them, never a title or an artist, whose direction may differ.
/// </summary>
public sealed record PageTexts
{
    /// <summary>BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public required string Direction { get; init; }

    public required string ChooseService { get; init; }
    public required string Play { get; init; }
    public required string SearchOn { get; init; }
    public required string SearchElsewhere { get; init; }
    public required string SearchOnly { get; init; }
    public required string SearchOnlyHint { get; init; }
    public required string UsualService { get; init; }
    public required string UsualServiceMissing { get; init; }
    public required string UsualServiceWithheld { get; init; }
    public required string UsualServiceSearch { get; init; }
    public required string UsualServiceAway { get; init; }
    public required string NotYourService { get; init; }
    public required string Untitled { get; init; }
    public required string By { get; init; }
    public required string ArtworkOf { get; init; }
    public required string ListenOn { get; init; }
    public required string OutOn { get; init; }
    public required string ComingSoon { get; init; }
    public required string OutAtMidnight { get; init; }
    public required string OutAtInstant { get; init; }
    public required string SameAddress { get; init; }
    public required string Resolving { get; init; }
    public required string ResolvingHint { get; init; }
    public required string LookAgain { get; init; }
    public required string Unlisted { get; init; }
    public required string UnlistedHint { get; init; }
    public required string Withheld { get; init; }
    public required string WithheldHint { get; init; }
    public required string Away { get; init; }
    public required string AwayHint { get; init; }
    public required string AwayLater { get; init; }
    public required string AwayOn { get; init; }
    public required string Archived { get; init; }
    public required string ArchivedHint { get; init; }
    public required string Cookie { get; init; }
    public required string ChooseAnother { get; init; }
    public required string NotFound { get; init; }
    public required string NotFoundHint { get; init; }
    public required string Gone { get; init; }
    public required string GoneHint { get; init; }
    public required string BadRequest { get; init; }
    public required string BadRequestHint { get; init; }
    public required string TooMany { get; init; }
    public required string TooManyHint { get; init; }
    public required string Fault { get; init; }
    public required string FaultHint { get; init; }
    public required string Separator { get; init; }
    public required string LastSeparator { get; init; }

    /// <summary>A date in full, as a headline shows it.</summary>
    public required Func<DateOnly, string> Date { get; init; }

    /// <summary>A time of day in UTC.</summary>
    public required Func<DateTimeOffset, string> Time { get; init; }

    public static PageTexts English { get; } = new()
    {
        Language = "en",
        Direction = "ltr",
        ChooseService = "Choose your service",
        Play = "Play",
        SearchOn = "Search on {0}",
        SearchElsewhere = "On another service? Search for it there",
        SearchOnly = "Search on your service",
        SearchOnlyHint = "We have not found this release on any service yet. Each of these opens a search for it.",
        UsualService = "You usually listen on {0}.",
        UsualServiceMissing = "You usually listen on {0}, which does not have this release.",
        UsualServiceWithheld = "You usually listen on {0}, which is not offered here.",
        UsualServiceSearch = "You usually listen on {0}. This release has not been found there yet, but you can search for it.",
        UsualServiceAway = "You usually listen on {0}, where this release is not available in your country.",
        NotYourService = "Not your service?",
        Untitled = "Untitled release",
        By = "by",
        ArtworkOf = "Artwork of",
        ListenOn = "Listen on",
        OutOn = "Out on {0}",
        ComingSoon = "Coming soon",
        OutAtMidnight = "From midnight, wherever you are.",
        OutAtInstant = "From {0} UTC.",
        SameAddress = "Keep this address: it will play here the moment it is out.",
        Resolving = "We are still finding this release",
        ResolvingHint = "We are asking the streaming services where it is. This usually takes a few seconds.",
        LookAgain = "Look again",
        Unlisted = "Not found on a streaming service yet",
        UnlistedHint = "We keep looking. Keep this address: once a service has this release, it will play here.",
        Withheld = "Not offered on a streaming service here",
        WithheldHint = "Keep this address: once this release is offered on a service, it will play here.",
        Away = "Not available in your country",
        AwayHint = "This release is on {0}, but not where you are.",
        AwayLater = "Keep this address: if that changes, it will play here.",
        AwayOn = "This release is not available on {0} in your country.",
        Archived = "This link has been retired",
        ArchivedHint = "Whoever made it has taken it out of use. The music may still be on your favorite service.",
        Cookie = "We remember your service with one cookie.",
        ChooseAnother = "Choose another service",
        NotFound = "Nothing plays here",
        NotFoundHint = "There is no release at this address. Check the spelling, or ask whoever shared it for the link.",
        Gone = "This link is gone",
        GoneHint = "There was a release at this address once, and whoever made the link has removed it.",
        BadRequest = "That address does not look right",
        BadRequestHint = "Check the link you followed, or ask whoever shared it.",
        TooMany = "One moment",
        TooManyHint = "Many requests came from where you are. Wait a little, then open the link again.",
        Fault = "That is our fault",
        FaultHint = "Something went wrong on our side, not on yours. Open the link again in a minute.",
        Separator = ", ",
        LastSeparator = " & ",
        // The invariant culture spells months in English and needs no culture data on the machine.
        Date = on => on.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture),
        Time = at => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture),
    };

    private static readonly PageTexts[] s_all = [English];

    /// <summary>The texts of a language, by its primary tag; English when there are none.</summary>
    public static PageTexts For(string language) =>
        Array.Find(s_all, texts => language.Split('-')[0].Equals(texts.Language, StringComparison.OrdinalIgnoreCase)) ?? English;

    /// <summary>The texts for <paramref name="status"/>, an HTTP status of 400 or above.</summary>
    public (string Heading, string Hint) Problem(int status) => status switch
    {
        404 => (NotFound, NotFoundHint),
        410 => (Gone, GoneHint),
        429 => (TooMany, TooManyHint),
        < 500 => (BadRequest, BadRequestHint),
        _ => (Fault, FaultHint),
    };

    /// <summary>What stands between item <paramref name="index"/> of a list and the one before it; empty for the first.</summary>
    public string SeparatorBefore(int index, int count) => index == 0 ? "" : index == count - 1 ? LastSeparator : Separator;

    public string Join(IReadOnlyList<string> items) =>
        string.Concat(items.Select((item, index) => SeparatorBefore(index, items.Count) + item));

    public static string Format(string format, string value) => string.Format(CultureInfo.InvariantCulture, format, value);
}
