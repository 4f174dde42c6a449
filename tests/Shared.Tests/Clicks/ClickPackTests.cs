using System.Text.Json;
using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

public sealed class ClickPackTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_pack_reads_back_as_the_clicks_it_was_made_of(int seed)
    {
        var clicks = RandomClicks.List(seed, 500);

        var (read, producer, first) = Parse(RandomClicks.Pack("abc234", 17, clicks));

        Assert.Equal(clicks, read);
        Assert.Equal(("abc234", 17L), (producer, first));
    }

    [Fact]
    public void A_pack_needs_no_escaping_in_JSON()
    {
        string pack = RandomClicks.Pack("abc234", 1, RandomClicks.List(4, 500));

        Assert.Equal('"' + pack + '"', JsonSerializer.Serialize(pack));
    }

    [Fact]
    public void Texts_are_cut_to_100_characters_and_never_inside_one()
    {
        string emoji = new string('x', 99) + "🎵";
        var click = new Click("lnk_1", DateTimeOffset.UnixEpoch, ClickKind.Visit, UtmSource: new string('é', 500), UtmMedium: emoji);

        var read = Assert.Single(Parse(RandomClicks.Pack("p", 1, [click])).Clicks);

        Assert.Equal(new string('é', 100), read.UtmSource);
        Assert.Equal(new string('x', 99), read.UtmMedium);
    }

    [Fact]
    public void The_longest_record_fits_its_bound()
    {
        string worst = new('音', 500);
        var click = new Click(new string('x', 100), DateTimeOffset.MaxValue, ClickKind.SentOn, worst, worst, worst, worst, worst, DeviceClass.Speaker, worst);

        Assert.Equal(100, Assert.Single(Parse(RandomClicks.Pack("p", 1, [click])).Clicks).Country!.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1;p")]
    [InlineData("1;p;1")]
    [InlineData("1;p;1;")]
    [InlineData("1;p;0;1,v,lnk")]
    [InlineData("1;p;-1;1,v,lnk")]
    [InlineData("1;p;99999999999999999999;1,v,lnk")]
    [InlineData("2;p;1;1,v,lnk")]
    [InlineData("1;;1;1,v,lnk")]
    [InlineData("1;P/q;1;1,v,lnk")]
    [InlineData("1;p;1;1,x,lnk")]
    [InlineData("1;p;1;1,v,")]
    [InlineData("1;p;1;1,v,a/b")]
    [InlineData("1;p;1;1,v,lnk;")]
    [InlineData("1;p;1;253402300800000,v,lnk")]
    [InlineData("1;p;1;1,v,lnk,%4")]
    [InlineData("1;p;1;1,v,lnk,%zz")]
    [InlineData("1;p;1;1,v,lnk,,,,,,?")]
    [InlineData("1;p;1;1,v,lnk,,,,,,p,DE,more")]
    [InlineData("{\"not\":\"a pack\"}")]
    public void What_is_no_pack_is_unreadable(string text)
    {
        List<Click> clicks = [default];

        Assert.False(ClickPack.TryParse(text, new TextPool(), clicks, out _, out _));
        Assert.Single(clicks);
    }

    [Fact]
    public void Damaged_packs_never_throw()
    {
        var random = new Random(5);
        string pack = RandomClicks.Pack("abc234", 1, RandomClicks.List(5, 20));
        int unreadable = 0;
        for (int i = 0; i < 20_000; i++)
        {
            char[] damaged = pack.ToCharArray();
            for (int n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (char)random.Next(0, random.Next(2) == 0 ? 128 : 65_536);
            if (!ClickPack.TryParse(damaged.AsSpan(0, random.Next(damaged.Length + 1)), new TextPool(), [], out _, out _))
                unreadable++;
        }
        Assert.InRange(unreadable, 10_000, 20_000);
    }

    private static (List<Click> Clicks, string Producer, long First) Parse(string pack)
    {
        List<Click> clicks = [];
        Assert.True(ClickPack.TryParse(pack, new TextPool(), clicks, out string producer, out long first));
        return (clicks, producer, first);
    }
}
