using Smartlinks.Links;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

public sealed class IdTests
{
    [Fact]
    public void A_ulid_is_written_as_its_specification_has_it()
    {
        // The example of github.com/ulid/javascript: 1469918176385 is 01ARYZ6S41; ten 0xff bytes are sixteen z.
        Assert.Equal("01aryz6s41" + new string('z', 16), Ulid.Write(1469918176385, [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]));
        Assert.Equal("0000000000" + "0000000000000001", Ulid.Write(0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        Assert.Equal("7zzzzzzzzz" + "g000000000000000", Ulid.Write((1L << 48) - 1, [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Ulids_sort_by_time_and_their_mirror_images_the_other_way()
    {
        var random = new Random(26);
        var bytes = new byte[10];
        for (var i = 0; i < 5_000; i++)
        {
            var (early, late) = (random.NextInt64(0, 1L << 47), random.NextInt64(1, 1L << 46));
            late += early;
            random.NextBytes(bytes);
            var first = Ulid.Write(early, bytes);
            random.NextBytes(bytes);
            var second = Ulid.Write(late, bytes);
            Assert.True(Ulid.IsValid(first));
            Assert.True(string.CompareOrdinal(first, second) < 0);
            Assert.True(string.CompareOrdinal(Ulid.Invert(first), Ulid.Invert(second)) > 0);
            Assert.Equal(first, Ulid.Invert(Ulid.Invert(first)));
        }
    }

    [Fact]
    public void Each_bit_of_a_ulid_shows()
    {
        var all = Enumerable.Range(0, 80).Select(bit =>
        {
            var bytes = new byte[10];
            bytes[bit / 8] = (byte)(0x80 >> (bit % 8));
            return Ulid.Write(0, bytes);
        }).ToList();
        Assert.Equal(80, all.Distinct().Count());
        Assert.Equal(all.OrderByDescending(text => text, StringComparer.Ordinal), all);
    }

    [Fact]
    public void New_ulids_follow_the_clock_and_differ()
    {
        var time = new ManualTime();
        var ids = new RandomIdSource(time);
        var before = ids.NewUlid();
        Assert.NotEqual(before, ids.NewUlid());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(string.CompareOrdinal(before, ids.NewUlid()) < 0);
    }

    [Theory]
    [InlineData("lnk_01hzzzzzzzzzzzzzzzzzzzzzzz", true)]
    [InlineData("lnk_01HZZZZZZZZZZZZZZZZZZZZZZZ", false)]
    [InlineData("lnk_01hzzzzzzzzzzzzzzzzzzzzzz", false)]
    [InlineData("lnk_01hzzzzzzzzzzzzzzzzzzzzzil", false)]
    [InlineData("org_01hzzzzzzzzzzzzzzzzzzzzzzz", false)]
    [InlineData("01hzzzzzzzzzzzzzzzzzzzzzzz", false)]
    [InlineData("lnk_../../../../../../../../..", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_link_id_is_its_prefix_and_a_ulid(string? text, bool isOne)
    {
        Assert.Equal(isOne, LinkId.TryParse(text, out var id));
        if (isOne) Assert.Equal(text, id.ToString());
    }

    [Fact]
    public void Newer_links_have_smaller_keys()
    {
        var ids = new ScriptedIds();
        var inOrder = Enumerable.Range(0, 100).Select(_ => LinkId.New(ids).ToNewestFirstKey()).ToList();
        Assert.Equal(inOrder.OrderByDescending(key => key, StringComparer.Ordinal), inOrder);
    }
}
