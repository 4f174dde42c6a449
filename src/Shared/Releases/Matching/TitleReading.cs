namespace Smartlinks.Releases.Matching;

/// <summary>
/// A title taken apart: the song's own words, what says which recording it is, the guests, and what it was made for ("From …"). Read from the title, the
/// version field and the artists of one source.
/// </summary>
public sealed class TitleReading
{
    private static readonly HashSet<string> s_origins = new(["from", "music from", "theme from", "theme song from", "as featured in", "as heard in", "original motion picture soundtrack", "soundtrack", "aus", "extrait de", "de la película", "do filme", "из"], StringComparer.Ordinal);
    private static readonly HashSet<string> s_guests = new(["feat", "ft", "featuring", "part", "duet", "starring"], StringComparer.Ordinal);
    private static readonly HashSet<string> s_with = new(["with", "con", "avec", "w", "com", "mit"], StringComparer.Ordinal);
    private static readonly HashSet<string> s_notNames = new(["or", "you", "me", "us", "him", "her", "them", "a", "an", "the", "my", "no", "out", "love", "your", "all", "altura"], StringComparer.Ordinal);
    private static readonly string[] s_guestMarks = [" feat. ", " feat ", " ft. ", " ft ", " featuring "];

    private TitleReading(string core, string bare, IReadOnlyList<string> asides, string? origin, IReadOnlyList<string> guests, VersionReading version, ArtistNames artists) =>
        (Core, Bare, Asides, Origin, Guests, Version, Artists) = (core, bare, asides, origin, guests, version, artists);

    /// <summary>The song's title as a key, with bracketed words that are part of it.</summary>
    public string Core { get; }

    /// <summary>The same without brackets: "only girl" of "Only Girl (In the World)".</summary>
    public string Bare { get; }

    /// <summary>The bracketed words that are no version, as keys.</summary>
    public IReadOnlyList<string> Asides { get; }

    /// <summary>The film, play or series it is from; null when none is named.</summary>
    public string? Origin { get; }

    public IReadOnlyList<string> Guests { get; }

    public VersionReading Version { get; }

    /// <summary>The artists of the source and the guests in the title.</summary>
    public ArtistNames Artists { get; }

    /// <summary>Too short to tell one song from another: "7", "Hi", "U"; one letter where a letter is a word.</summary>
    public bool IsShort => Core.EnumerateRunes().Count(rune => rune.Value != ' ') <= ((Scripts.Of(Core) & (Script.Han | Script.Hangul)) != 0 ? 1 : 3);

    public static TitleReading Of(string title, string? version, IReadOnlyList<string> artists)
    {
        var own = ArtistNames.Of(artists);
        var pieces = TitlePieces.Of(TitleText.Fold(title));
        // "Artist - Title", as uploaders write it.
        if (pieces is [{ IsBracket: false } first, { IsBracket: false }, ..] && !own.IsEmpty && own.Has(first.Text)) pieces.RemoveAt(0);
        var reading = VersionReading.None;
        var (kept, guests, years, origin) = (new List<TitlePiece>(), new List<string>(), new List<TitlePiece>(), default(string));
        for (var at = 0; at < pieces.Count; at++)
        {
            var piece = pieces[at];
            if (!piece.IsBracket) piece = piece with { Text = WithoutGuests(piece.Text, guests) };
            var isHead = at == 0 || (kept.Count == 0 && !piece.IsBracket);
            var key = TitleText.Key(piece.Text);
            if (!isHead && (piece.IsBracket || piece.IsBehindDash) && (VersionWords.IsNeutral(key) || ReadVersion(piece.Text, key, ref reading) || ReadOrigin(key, ref origin) || ReadGuests(piece.Text, key, guests) || ReadCredit(piece, own, guests))) continue;
            if (!isHead && key.Length == 4 && key.All(char.IsAsciiDigit)) years.Add(piece);
            kept.Add(piece);
        }

        if (version is not null) ReadVersionField(version, guests, ref origin, ref reading);
        // "2022 - Remaster": the year belongs to the word beside it.
        if (reading.Kinds != VersionKinds.None && years.Count > 0)
        {
            reading = reading with { Details = new SortedSet<string>(reading.Details.Concat(years.Select(year => TitleText.Key(year.Text))), StringComparer.Ordinal) };
            kept.RemoveAll(years.Contains);
        }

        if (kept.Count == 0) kept = pieces;
        foreach (var artist in artists) reading = reading.And(new VersionReading(VersionWords.OfArtist(TitleText.Key(artist)), [], null));
        var core = kept.Count == 0 ? TitleText.Key(title) : TitleText.Key(string.Join(' ', kept.Select(piece => piece.Text)));
        var outside = kept.Where(piece => !piece.IsBracket).ToList();
        return new TitleReading(core, outside.Count == 0 ? core : TitleText.Key(string.Join(' ', outside.Select(piece => piece.Text))),
            outside.Count == 0 ? [] : [.. kept.Where(piece => piece.IsBracket).Select(piece => TitleText.Key(piece.Text))], origin, guests, reading, ArtistNames.Of(artists.Concat(guests)));
    }

    private static void ReadVersionField(string version, List<string> guests, ref string? origin, ref VersionReading reading)
    {
        var folded = TitleText.Fold(version);
        var key = TitleText.Key(folded);
        if (key.Length == 0 || VersionWords.IsNeutral(key) || ReadVersion(folded, key, ref reading) || ReadOrigin(key, ref origin) || ReadGuests(folded, key, guests)) return;
        // A source that fills the field means a version, in words nobody listed.
        reading = reading.And(new VersionReading(VersionKinds.Other, new SortedSet<string>(key.Split(' '), StringComparer.Ordinal), null));
    }

    private static bool ReadVersion(string text, string key, ref VersionReading reading)
    {
        var read = VersionWords.Read(key);
        // Anybody's own version is a new recording of it: (Taylor's Version).
        if (read.Kinds == VersionKinds.Other && text.Contains("'s version", StringComparison.Ordinal)) read = read with { Kinds = VersionKinds.ReRecorded };
        if (read.IsNone) return false;
        reading = reading.And(read);
        return true;
    }

    private static bool ReadOrigin(string key, ref string? origin)
    {
        foreach (var word in s_origins)
        {
            if (!key.StartsWith(word, StringComparison.Ordinal) || (key.Length > word.Length && key[word.Length] != ' ')) continue;
            origin ??= key[word.Length..].Trim() is { Length: > 0 } made ? made : key;
            return true;
        }

        return false;
    }

    private static bool ReadGuests(string text, string key, List<string> guests)
    {
        var words = key.Split(' ');
        if (words.Length < 2) return false;
        var isGuest = s_guests.Contains(words[0]) && !(words[0] == "part" && (words[1].Length < 4 || char.IsAsciiDigit(words[1][0])));
        if (!isGuest && !(s_with.Contains(words[0]) && !s_notNames.Contains(words[1]))) return false;
        var names = text[(text.IndexOf(' ', StringComparison.Ordinal) is var blank and >= 0 ? blank + 1 : 0)..];
        guests.Add(names);
        return true;
    }

    /// <summary>(Lil Baby &amp; Gunna): who plays, one of them billed.</summary>
    private static bool ReadCredit(TitlePiece piece, ArtistNames own, List<string> guests)
    {
        if (!piece.IsBracket || !own.AreBilledBy(piece.Text)) return false;
        guests.Add(piece.Text);
        return true;
    }

    /// <summary>Cuts " feat. X" off the end of a piece.</summary>
    private static string WithoutGuests(string text, List<string> guests)
    {
        foreach (var mark in s_guestMarks)
        {
            if (text.IndexOf(mark, StringComparison.Ordinal) is not (> 0 and var at)) continue;
            guests.Add(text[(at + mark.Length)..]);
            return text[..at];
        }

        return text;
    }
}
