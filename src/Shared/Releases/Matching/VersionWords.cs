using System.Collections.Frozen;

namespace Smartlinks.Releases.Matching;

/// <summary>The version words of the trade in the languages catalogues use, as <see cref="TitleText.Key"/> writes them (without apostrophes and points).</summary>
internal static class VersionWords
{
    /// <summary>Words and word pairs that make the segment they stand in a version, wherever they stand in it.</summary>
    private static readonly FrozenDictionary<string, VersionKinds> s_words = Table(
        (VersionKinds.Remaster, "remaster|remastered|remasters|remastering|remasterizado|remasterizada|remasterización|remasterizacion|remasterisé|remasterisée|remasterise|remasterizzato|remasterizzata|remasterização|remasterisiert|remastrad|ремастер|ремастеринг|リマスター|リマスタリング|리마스터|重製|half speed master"),
        (VersionKinds.Mono, "mono"), (VersionKinds.Stereo, "stereo"), (VersionKinds.Spatial, "dolby atmos|atmos|spatial audio|360 reality audio"),
        (VersionKinds.Edit, "radio edit|radio version|radio mix|radio cut|single edit|single version|single mix|video edit|short version|short ver|short edit|tv size|tv version|tv edit|album edit|versión radio|version radio|versão rádio|radioversion|full version|full ver|full length version|edited version|edit"),
        (VersionKinds.Original, "album version|album mix|lp version|original mix|original version|original recording|main version|main mix|studio version|standard version|versión original|version originale|version album|versión álbum|stereo version|mono version"),
        (VersionKinds.Edition, "deluxe|deluxe edition|deluxe version|super deluxe|expanded edition|expanded|anniversary edition|bonus track version|special edition|collectors edition|platinum edition|complete edition|japan edition|reissue"),
        (VersionKinds.Live, "en vivo|en directo|ao vivo|dal vivo|in concert|en concert|in concerto|en public|live version|live session|live at|live from|recorded live|unplugged|canlı|na żywo|концертная версия|концерт|вживую|live aufnahme|im konzert|ライブ|ライヴ|라이브|现场|現場|現場版|现场版|演唱會|演唱会|tiny desk"),
        (VersionKinds.Acoustic, "acoustic|acústico|acústica|acustico|acustica|acoustique|akustik|akustisch|акустика|акустическая версия|アコースティック|어쿠스틱|stripped|stripped down"),
        (VersionKinds.Demo, "demo|demos|maqueta|démo|демо|デモ|demo version|rough mix|early version|rehearsal|outtake|early take|work tape|voice memo"),
        (VersionKinds.Extended, "extended|extended mix|extended version|extended edit|club mix|club version|12 mix|12 inch|12 version|long version|version longue|versión extendida|versão estendida|maxi version|dj edit|dj mix"),
        (VersionKinds.Remix, "remix|remixed|rmx|remixes|rework|reworked|bootleg|vip mix|refix|mashup|mash up|remezcla|dub mix|dub version|リミックス|리믹스|ремикс|混音|flip"),
        (VersionKinds.SpedUp, "sped up|spedup|speed up|sped|speeded up|fast version|nightcore|accelerated|speed version|acelerada|versión acelerada|ускоренная версия|スピードアップ"),
        (VersionKinds.Slowed, "slowed|slowed down|slow version|daycore|chopped and screwed|chopped|screwed|slowed reverb|reverb|8d audio|8d|bass boosted|ralentizada|замедленная версия"),
        (VersionKinds.Arrangement, "orchestral|orchestra version|orchestral version|symphonic|symphonic version|piano version|string version|strings version|string quartet version|choir version|lullaby version|lullaby rendition|music box|8 bit|8 bit version|lofi|lo fi|jazz version|bossa nova version|guitar version|versión sinfónica|オーケストラ|ピアノ|sinfónico"),
        (VersionKinds.ReRecorded, "re recorded|rerecorded|re recording|rerecording|new recording|taylors version|regrabado|regrabación|neuaufnahme|nueva versión|nueva version"),
        (VersionKinds.Language, "french version|version française|spanish version|versión en español|version en español|versión español|spanglish version|english version|versión en inglés|german version|deutsche version|italian version|versione italiana|japanese version|japanese ver|korean version|korean ver|portuguese version|versão em português|arabic version|chinese version|mandarin version|hindi version|tamil version|telugu version|english ver|chinese ver|日本語版|中文版|英語版|日本語バージョン|한국어 버전|русская версия|spanish|en español|en français|auf deutsch|in italiano"),
        (VersionKinds.Other, "version|versión|versão|versione|ver|версия|バージョン|ヴァージョン|버전|版|alternate take|alternate|alternative|rendition|take|session|sessions|reimagined|interpretation|recorded at|mixed"),
        (VersionKinds.Instrumental, "instrumental|instrumentale|instrumentals|strumentale|インストゥルメンタル|インスト|인스트루멘탈|inst|伴奏|off vocal|offvocal|backing track|minus one|playback|инструментал|минус|instrumentalversion|without vocals|no vocals"),
        (VersionKinds.ACappella, "a cappella|acapella|a capella|acappella|vocals only|isolated vocals|アカペラ|아카펠라|акапелла"),
        (VersionKinds.Cover, "karaoke|karaoké|カラオケ|노래방|караоке|卡拉ok|originally performed by|originally performed|in the style of|made famous by|as made famous by|made popular by|tribute|tribute to|cover|cover version|cover by|covered by|coverversion|versión de|カバー|커버|翻唱|кавер|reprise de|homenaje a|tributo a|im stil von|in stile di|à la manière de|en el estilo de|popularisé par"));

    /// <summary>Written without blanks in their languages: found inside a word.</summary>
    private static readonly (string Word, VersionKinds Kind)[] s_inside =
    [
        ("リマスター", VersionKinds.Remaster), ("리마스터", VersionKinds.Remaster), ("ライブ", VersionKinds.Live), ("ライヴ", VersionKinds.Live), ("라이브", VersionKinds.Live), ("现场", VersionKinds.Live), ("現場", VersionKinds.Live),
        ("カラオケ", VersionKinds.Cover), ("노래방", VersionKinds.Cover), ("伴奏", VersionKinds.Instrumental), ("インスト", VersionKinds.Instrumental), ("リミックス", VersionKinds.Remix), ("리믹스", VersionKinds.Remix),
        ("アコースティック", VersionKinds.Acoustic), ("어쿠스틱", VersionKinds.Acoustic), ("バージョン", VersionKinds.Other), ("버전", VersionKinds.Other), ("カバー", VersionKinds.Cover),
    ];

    /// <summary>Whole segments that say nothing of the recording.</summary>
    private static readonly FrozenSet<string> s_neutral = Words("official video|official music video|official audio|official lyric video|lyric video|lyrics|lyrics video|visualizer|official visualizer|audio|video|official|hd|hq|4k|bonus track|bonus|single|ep|from the vault|music video|official video hd|clip officiel|video oficial|vídeo oficial|audio oficial|offizielles video|pseudo video|mv|m v|official mv|title track|album track");

    private static readonly FrozenSet<string> s_filler = Words("version|versión|versão|versione|ver|the|at|from|in|on|by|of|a|and|de|en|la|el|recorded|mix|edit|digital|s|digitally|new|official|full|originally|performed");

    private static readonly FrozenSet<string> s_alone = Words("reprise|interlude|intro|outro|skit|prelude|overture|medley|commentary|spoken word|freestyle|continued");

    /// <summary>After these "live" is a verb, and before these too: (Live Your Life), (The Way We Live).</summary>
    private static readonly FrozenSet<string> s_afterVerb = Words("your|my|and|forever|a|the|it|like|for|to|is|without|while|free|fast|this|life|more|now|again|tomorrow|today|out|up|or|as|with|our|his|her|me|you");
    private static readonly FrozenSet<string> s_beforeVerb = Words("long|to|we|i|you|let|gotta|wanna|how|where|they|lets|cant|dont|will|people");

    public static bool IsNeutral(string key) => s_neutral.Contains(key);

    /// <summary>Reads one bracket, one part behind a dash or a version field; <see cref="VersionReading.None"/> when nothing in it is a version word.</summary>
    public static VersionReading Read(string key)
    {
        var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (s_alone.Contains(key)) return new VersionReading(VersionKinds.Piece, [key], null);
        var (kinds, rest, isExplicit) = (VersionKinds.None, new SortedSet<string>(StringComparer.Ordinal), default(bool?));
        for (var at = 0; at < words.Length;)
        {
            var (kind, count) = At(words, at);
            kinds |= kind;
            if (kind == VersionKinds.None)
            {
                if (words[at] is "clean" or "explicit" && (words.Length == 1 || words.Contains("version") || words.Contains("edit"))) isExplicit = words[at] == "explicit";
                else if (!s_filler.Contains(words[at])) rest.Add(words[at]);
            }
            // Which language, and whose version: told by the words themselves.
            else if (kind is VersionKinds.Language or VersionKinds.Arrangement) rest.Add(words[at] is "version" or "versión" or "en" ? words[Math.Min(at + count - 1, words.Length - 1)] : words[at]);
            at += count;
        }

        if ((kinds & ~VersionKinds.Other) != 0 || isExplicit is not null) kinds &= ~VersionKinds.Other;
        return kinds == VersionKinds.None && isExplicit is null ? VersionReading.None : new VersionReading(kinds, kinds == VersionKinds.None ? [] : rest, isExplicit);
    }

    /// <summary>What an artist's own name gives away: karaoke houses, tribute bands, sped-up channels.</summary>
    public static VersionKinds OfArtist(string key)
    {
        var kinds = VersionKinds.None;
        foreach (var word in key.Split(' '))
        {
            kinds |= word switch
            {
                "karaoke" or "karaoké" or "tribute" or "カラオケ" or "караоке" or "sing2piano" or "ameritz" or "covers" => VersionKinds.Cover,
                "nightcore" or "sped" => VersionKinds.SpedUp,
                "slowed" => VersionKinds.Slowed,
                "lullaby" or "lullabies" => VersionKinds.Arrangement,
                _ => VersionKinds.None,
            };
        }

        return kinds;
    }

    private static (VersionKinds Kind, int Count) At(string[] words, int at)
    {
        for (var count = Math.Min(4, words.Length - at); count > 0; count--)
        {
            var phrase = count == 1 ? words[at] : string.Join(' ', words, at, count);
            if (s_words.TryGetValue(phrase, out var kind) && IsMeant(words, at, phrase)) return (kind, count);
        }

        if (words[at] == "live" && IsLive(words, at)) return (VersionKinds.Live, 1);
        if (words[at] == "mix" && at == words.Length - 1 && words.Length > 1) return (VersionKinds.Remix, 1);
        if (words[at] == "dub" && at == words.Length - 1) return (VersionKinds.Remix, 1);
        foreach (var (word, kind) in s_inside)
            if (words[at].Contains(word, StringComparison.Ordinal)) return (kind, 1);
        return (VersionKinds.None, 1);
    }

    private static bool IsLive(string[] words, int at) =>
        (at + 1 == words.Length && (at == 0 || !s_beforeVerb.Contains(words[at - 1]))) || (at + 1 < words.Length && !s_afterVerb.Contains(words[at + 1]) && (at == 0 || !s_beforeVerb.Contains(words[at - 1])));

    /// <summary>Words that are also plain English count only where a version word stands.</summary>
    private static bool IsMeant(string[] words, int at, string phrase) => phrase switch
    {
        "cover" or "flip" or "edit" or "tribute" or "spanish" or "chopped" or "screwed" or "sped" or "playback" or "alternate" or "alternative" => at + 1 == words.Length || words[at + 1] is "version" or "mix" or "take" or "to" or "by" or "of" or "edit",
        "take" => words.Length > 1 && at > 0 || (at + 1 < words.Length && char.IsAsciiDigit(words[at + 1][0])),
        _ => true,
    };

    private static FrozenSet<string> Words(string all) => all.Split('|').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, VersionKinds> Table(params (VersionKinds Kind, string Words)[] rows) =>
        rows.SelectMany(row => row.Words.Split('|').Select(word => (word, row.Kind))).DistinctBy(pair => pair.word).ToFrozenDictionary(pair => pair.word, pair => pair.Kind, StringComparer.Ordinal);
}
