using System.Globalization;
using Smartlinks.Links;

namespace Smartlinks.Tests.Links;

public sealed class CodeTests
{
    [Theory]
    [InlineData("USUM72409273", "USUM72409273")]
    [InlineData("us-um7-24-09273", "USUM72409273")]
    [InlineData(" US UM7 24 09273 ", "USUM72409273")]
    [InlineData("ISRC USUM72409273", "USUM72409273")]
    [InlineData("ISRC:US-UM7-24-09273", "USUM72409273")]
    [InlineData("QM24S2402528", "QM24S2402528")]
    [InlineData("ISRC12400001", "ISRC12400001")] // Iceland, registrant RC1
    [InlineData("IS-RC1-24-00001", "ISRC12400001")]
    [InlineData("ISRC IS-RC1-24-00001", "ISRC12400001")]
    public void An_ISRC_is_read_in_the_ways_it_is_printed(string printed, string stored) => Assert.Equal(stored, Isrc.Parse(printed).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("USUM7240927")]
    [InlineData("USUM724092733")]
    [InlineData("1SUM72409273")]
    [InlineData("USUM7240927A")]
    [InlineData("USUM72409273\n3")]
    [InlineData("U\u017fUM72409273")] // a long s, whose upper case is an ASCII S
    [InlineData("USUM7240927\u0663")]
    [InlineData("ISRC")]
    [InlineData("ISRCISRCUSUM72409273")]
    [InlineData("USUM72409273/..")]
    public void What_is_no_ISRC_is_refused(string? text) => Assert.False(Isrc.TryParse(text, out _));

    [Fact]
    public void Every_accepted_ISRC_is_twelve_plain_characters_and_reads_back()
    {
        var random = new Random(3901);
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (var i = 0; i < 5_000; i++)
        {
            var code = string.Concat(
                new string([.. Enumerable.Range(0, 2).Select(_ => letters[random.Next(26)])]),
                new string([.. Enumerable.Range(0, 3).Select(_ => (letters + "0123456789")[random.Next(36)])]),
                random.Next(10_000_000).ToString("D7", CultureInfo.InvariantCulture));
            var printed = random.Next(4) switch
            {
                0 => code,
                1 => $"{code[..2]}-{code[2..5]}-{code[5..7]}-{code[7..]}",
                2 => "isrc " + code.ToLowerInvariant(),
                _ => "ISRC:" + code,
            };
            Assert.Equal(code, Isrc.Parse(printed).ToString());
        }
    }

    [Theory]
    [InlineData("602475093060", "602475093060")]
    [InlineData("0602475093060", "602475093060")]
    [InlineData("00602475093060", "602475093060")]
    [InlineData("6 02475-09306 0", "602475093060")]
    [InlineData("4006381333931", "4006381333931")] // an EAN-13
    [InlineData("04006381333931", "4006381333931")]
    [InlineData("10614141543219", "10614141543219")] // a GTIN-14
    [InlineData("00000096385074", "000096385074")]
    public void A_UPC_has_one_spelling_whatever_its_padding(string printed, string stored) => Assert.Equal(stored, Upc.Parse(printed).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("602475093061")]
    [InlineData("602475039060")]
    [InlineData("60247509306")]
    [InlineData("000000000000")]
    [InlineData("000602475093060")]
    [InlineData("60247509306O")]
    [InlineData("\u0666\u0660\u0662\u0664\u0667\u0665\u0660\u0669\u0663\u0660\u0666\u0660")]
    public void What_is_no_UPC_is_refused(string? text) => Assert.False(Upc.TryParse(text, out _));

    [Fact]
    public void Spellings_are_the_paddings_of_services_shortest_first()
    {
        Assert.Equal(["602475093060", "0602475093060", "00602475093060"], Upc.Parse("0602475093060").Spellings());
        Assert.Equal(["4006381333931", "04006381333931"], Upc.Parse("4006381333931").Spellings());
        Assert.Equal(["10614141543219"], Upc.Parse("10614141543219").Spellings());
    }

    [Fact]
    public void An_EAN_8_is_also_spelt_in_its_own_digits_last()
    {
        Assert.Equal(["000096385074", "0000096385074", "00000096385074", "96385074"], Upc.Parse("96385074").Spellings());
        Assert.Equal(Upc.Parse("96385074"), Upc.Parse("000096385074"));
        Assert.DoesNotContain(Upc.Parse("036000291452").Spellings(), spelling => spelling.Length < 12);
    }

    [Fact]
    public void Of_ten_last_digits_exactly_one_is_right_and_every_spelling_is_the_same_product()
    {
        var random = new Random(12);
        for (var i = 0; i < 2_000; i++)
        {
            var body = random.NextInt64(1, 9_999_999_999_999).ToString(CultureInfo.InvariantCulture).PadLeft(11, '0');
            var right = Enumerable.Range(0, 10).Select(digit => $"{body}{digit}").Where(text => Upc.TryParse(text, out _)).ToList();
            var upc = Upc.Parse(Assert.Single(right));
            Assert.All(upc.Spellings(), spelling => Assert.Equal(upc, Upc.Parse(spelling)));
        }
    }

    [Fact]
    public void Codes_that_were_never_set_cannot_be_written()
    {
        Assert.Throws<InvalidOperationException>(() => default(Isrc).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Upc).ToString());
    }
}
