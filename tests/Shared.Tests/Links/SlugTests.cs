using Smartlinks.Links;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

public sealed class SlugTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("My-New-Single", "my-new-single")]
    [InlineData("2026", "2026")]
    [InlineData("a-b-c-1-2-3", "a-b-c-1-2-3")]
    public void A_slug_is_read_and_its_case_folded(string typed, string stored) => Assert.Equal(stored, Slug.Parse(typed).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("a--b")]
    [InlineData("a b c")]
    [InlineData(" abc")]
    [InlineData("abc\n")]
    [InlineData("a_b")]
    [InlineData("a.b.c")]
    [InlineData("a/b")]
    [InlineData("a|b")]
    [InlineData("abc\0")]
    public void A_slug_of_other_characters_is_refused_with_a_reason(string? typed)
    {
        Assert.False(Slug.TryParse(typed, out _, out var why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void A_slug_has_three_to_sixty_characters()
    {
        Assert.True(Slug.TryParse(new string('a', 3), out _, out _));
        Assert.True(Slug.TryParse(new string('a', 60), out _, out _));
        Assert.False(Slug.TryParse(new string('a', 2), out _, out _));
        Assert.False(Slug.TryParse(new string('a', 61), out _, out _));
        Assert.False(Slug.TryParse(new string('a', 10_000), out _, out _));
    }

    [Theory]
    [InlineData("\u0430bc")] // Cyrillic a
    [InlineData("abc\u200d")] // zero-width joiner
    [InlineData("\u212Aoncert")] // the Kelvin sign, whose lower case is an ASCII k
    [InlineData("\u0130stanbul")] // I with a dot, whose lower case starts with an ASCII i in some cultures
    [InlineData("\uff41bc")] // full-width a
    [InlineData("e\u0301tude")] // combining accent
    [InlineData("\u00e9tude")]
    [InlineData("\u0661\u0662\u0663")] // Arabic-Indic digits
    [InlineData("\ud835\udc1abc")] // mathematical bold a
    public void A_slug_that_looks_like_another_is_refused(string typed) => Assert.False(Slug.TryParse(typed, out _, out _));

    [Fact]
    public void No_character_outside_ASCII_is_taken()
    {
        for (var c = '\u0080'; c < '\uffff'; c++) Assert.False(Slug.TryParse($"ab{c}", out _, out _), $"U+{(int)c:X4}");
    }

    [Theory]
    [InlineData("api")]
    [InlineData("API")]
    [InlineData("assets")]
    [InlineData("admin")]
    [InlineData("runtime")]
    [InlineData("pre-save")]
    [InlineData("webhooks")]
    public void A_reserved_word_is_refused(string typed)
    {
        Assert.False(Slug.TryParse(typed, out _, out var why));
        Assert.Contains("reserved", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_slugs_are_unambiguous_and_read_back()
    {
        var ids = new RandomIdSource(new ManualTime());
        for (var i = 0; i < 5_000; i++)
        {
            var slug = Slug.NewRandom(ids).ToString();
            Assert.Equal(7, slug.Length);
            Assert.DoesNotContain(slug, c => "01iloquv".Contains(c, StringComparison.Ordinal) && c != 'q');
            Assert.Equal(slug, Slug.Parse(slug).ToString());
        }
    }

    [Fact]
    public void What_is_accepted_is_its_own_lower_case_and_reads_back_the_same()
    {
        var random = new Random(20261120);
        const string alphabet = "abcXYZ019-- _\u212a\u0130/";
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            if (!Slug.TryParse(text, out var slug, out _)) continue;
            accepted++;
            Assert.Equal(text.ToLowerInvariant(), slug.ToString());
            Assert.Equal(slug, Slug.Parse(slug.ToString()));
            Assert.True(System.Text.Ascii.IsValid(text));
        }

        Assert.InRange(accepted, 500, 19_500);
    }

    [Fact]
    public void A_slug_that_was_never_set_cannot_be_written() => Assert.Throws<InvalidOperationException>(() => default(Slug).ToString());
}
