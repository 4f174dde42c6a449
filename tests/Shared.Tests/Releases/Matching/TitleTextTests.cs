using System.Diagnostics;
using Smartlinks.Releases.Matching;

namespace Smartlinks.Tests.Releases.Matching;

public sealed class TitleTextTests
{
    private static readonly string[] s_scraps =
    [
        "a", "É", "ß", "İ", "ı", "ﬁ", "Ⅳ", "é", "e\u0301", "ς", "Σ", "й", "и\u0306", "が", "か\u3099", "ｶﾞ", "\ud800", "\udc00", "\uffff", "\0", "\u200f", "\ufe0f", "🎵", "(", ")", "[", "]", "【", "】", "-", " - ", " -", "~", "&", "'", "’", ".",
        "feat.", " feat. ", "ft", "with", "x", "×", "live", "remaster", "2011", "version", "'s version", "op.", "no.", "ii", "iv.", ":", ",", "/", "*", "from", " ", "\t", "カラオケ", "라이브", "ремикс", "king", "Part", "clean", "karaoke", "\u0301",
    ];

    [Theory]
    [InlineData("Don’t  Stop", "dont stop")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("S & M", "s and m")]
    [InlineData("A.R. Rahman", "ar rahman")]
    [InlineData("!!!", "!!!")]
    [InlineData("÷", "÷")]
    [InlineData("ΤΈΛΟΣ", "τέλοσ")]
    [InlineData("ｻｸﾗ", "サクラ")]
    [InlineData("a\u200bb\ufe0f", "ab")]
    [InlineData("", "")]
    public void A_key_is_the_words(string text, string key) => Assert.Equal(key, TitleText.Key(text));

    [Theory]
    [InlineData("Beyoncé", "beyonce")]
    [InlineData("Ёлка", "елка")]
    [InlineData("мой", "мой")]
    [InlineData("Łódź", "lodz")]
    [InlineData("が", "が")]
    public void Accents_go_from_letters_that_lose_them_only(string text, string plain) => Assert.Equal(plain, TitleText.Plain(TitleText.Key(text)));

    [Fact]
    public void Any_text_is_read_and_folding_twice_changes_nothing()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Any(random);
            var (fold, key) = (TitleText.Fold(text), TitleText.Key(text));
            Assert.Equal(fold, TitleText.Fold(fold));
            Assert.Equal(key, TitleText.Key(key));
            Assert.Equal(TitleText.Plain(key), TitleText.Plain(TitleText.Plain(key)));
            Assert.NotNull(TitleReading.Of(text, random.Next(2) == 0 ? null : Any(random), [Any(random)]).Core);
        }
    }

    [Fact]
    public void Comparisons_are_symmetric_and_everything_equals_itself()
    {
        var random = new Random(12);
        for (var i = 0; i < 20_000; i++)
        {
            var (one, other) = (Reading(random), Reading(random));
            Assert.Equal(TitleComparison.Compare(one, other), TitleComparison.Compare(other, one));
            Assert.Equal(VersionReading.Compare(one.Version, other.Version), VersionReading.Compare(other.Version, one.Version));
            Assert.Equal(ArtistNames.Compare(one.Artists, other.Artists), ArtistNames.Compare(other.Artists, one.Artists));
            Assert.Equal(Comparison.Equal, TitleComparison.Compare(one, one));
            Assert.Equal(VersionComparison.Equal, VersionReading.Compare(one.Version, one.Version));
        }

        static TitleReading Reading(Random random) => TitleReading.Of(Any(random), random.Next(2) == 0 ? null : Any(random), [Any(random)]);
    }

    [Theory]
    [InlineData("(")]
    [InlineData(" -a")]
    [InlineData("feat. a ")]
    [InlineData("ライブ")]
    [InlineData("live ")]
    [InlineData("e\u0301")]
    [InlineData("op. 1 ii ")]
    public void A_hostile_title_costs_what_its_length_does(string scrap)
    {
        var text = string.Concat(Enumerable.Repeat(scrap, 20_000));
        var clock = Stopwatch.StartNew();
        TitleComparison.Compare(TitleReading.Of(text, text, [text]), TitleReading.Of(text + "a", text, [text]));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    private static string Any(Random random) => string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => random.Next(12) == 0 ? ((char)random.Next(0x10000)).ToString() : s_scraps[random.Next(s_scraps.Length)]));
}
