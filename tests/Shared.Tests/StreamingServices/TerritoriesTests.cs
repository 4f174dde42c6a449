using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.StreamingServices;

public sealed class TerritoriesTests
{
    private static readonly string[] s_codes = [.. from first in Enumerable.Range('A', 26) from second in Enumerable.Range('A', 26) select $"{(char)first}{(char)second}"];

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("+", "+")]
    [InlineData("-", "")]
    [InlineData("+DE", "+DE")]
    [InlineData("+FR,DE,AT", "+AT,DE,FR")]
    [InlineData("-us,JP,us", "-JP,US")]
    [InlineData("+DE,,D,DEU,1A,D\u00c4", "+DE")]
    public void Text_is_read_and_written_in_its_one_form(string? text, string stored)
    {
        var territories = Territories.Parse(text);

        Assert.Equal(stored, territories.ToString());
        Assert.Equal(territories, Territories.Parse(stored));
        Assert.Equal(territories.GetHashCode(), Territories.Parse(stored).GetHashCode());
        Assert.Equal(stored.Length == 0, territories.IsEverywhere);
    }

    [Theory]
    [InlineData("DE")]
    [InlineData(" +DE")]
    [InlineData("*")]
    public void Other_text_is_no_list_of_territories(string text)
    {
        Assert.False(Territories.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Territories.Parse(text));
    }

    [Theory]
    [InlineData("", "DE", true)]
    [InlineData("", null, true)]
    [InlineData("+AT,DE", "DE", true)]
    [InlineData("+AT,DE", "CH", false)]
    [InlineData("+AT,DE", null, true)]
    [InlineData("-AT,DE", "DE", false)]
    [InlineData("-AT,DE", "CH", true)]
    [InlineData("-AT,DE", null, true)]
    [InlineData("+", "DE", false)]
    [InlineData("+", null, true)]
    public void A_country_is_included_or_not_and_an_unknown_one_always_is(string territories, string? country, bool isIncluded) =>
        Assert.Equal(isIncluded, Territories.Parse(territories).Include(country));

    [Theory]
    [InlineData("AT,CH,DE,FR", "AT,CH,DE,FR", "")]
    [InlineData("AT,CH,DE", "AT,CH,DE,FR", "-FR")]
    [InlineData("AT", "AT,CH,DE,FR", "+AT")]
    [InlineData("AT,CH", "AT,CH,DE,FR", "+AT,CH")]
    [InlineData("", "AT,CH", "+")]
    [InlineData("at,Ch", "AT,CH,de", "-DE")]
    public void Of_all_markets_the_shorter_list_is_kept(string countries, string markets, string stored) =>
        Assert.Equal(stored, Territories.Of(countries.Split(',', StringSplitOptions.RemoveEmptyEntries), markets.Split(',')).ToString());

    [Fact]
    public void The_same_countries_named_the_other_way_are_not_equal_and_everywhere_is_one()
    {
        Assert.NotEqual(Territories.Parse("+DE"), Territories.Parse("-DE"));
        Assert.Same(Territories.Everywhere, Territories.Except([]));
        Assert.False(Territories.Everywhere.Equals(null));
    }

    [Fact]
    public void Whatever_the_markets_and_the_countries_each_market_is_told_right_and_the_stored_form_keeps_it()
    {
        // A fixed seed: the same cases on each machine.
        var random = new Random(4);
        for (var round = 0; round < 2_000; round++)
        {
            var markets = s_codes.Where(_ => random.Next(4) == 0).Append("DE").Distinct().ToList();
            var share = random.NextDouble();
            var there = markets.Where(_ => random.NextDouble() < share).OrderBy(_ => random.Next()).ToList();

            var territories = Territories.Of(there.Select(code => random.Next(2) == 0 ? code : code.ToLowerInvariant()), markets);
            var restored = Territories.Parse(territories.ToString());

            Assert.Equal(territories, restored);
            Assert.All(markets, code => Assert.Equal((code, there.Contains(code)), (code, restored.Include(code))));
            Assert.True(restored.Include(null));
            Assert.InRange(restored.Countries.Count, 0, Math.Min(there.Count, markets.Count - there.Count));
            Assert.Equal(restored.Countries.Order(StringComparer.Ordinal), restored.Countries);
        }
    }
}
