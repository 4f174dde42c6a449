using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.StreamingServices;

public sealed class SearchPagesTests
{
    [Theory]
    [InlineData("spotify", "https://open.spotify.com/search/Numb%20Linkin%20Park")]
    [InlineData("apple-music", "https://music.apple.com/us/search?term=Numb%20Linkin%20Park")]
    [InlineData("youtube-music", "https://music.youtube.com/search?q=Numb%20Linkin%20Park")]
    [InlineData("amazon-music", "https://music.amazon.com/search/Numb%20Linkin%20Park")]
    [InlineData("tidal", "https://tidal.com/search?q=Numb%20Linkin%20Park")]
    [InlineData("deezer", "https://www.deezer.com/search/Numb%20Linkin%20Park")]
    [InlineData("pandora", "https://www.pandora.com/search/Numb%20Linkin%20Park/all")]
    [InlineData("soundcloud", "https://soundcloud.com/search?q=Numb%20Linkin%20Park")]
    [InlineData("bandcamp", "https://bandcamp.com/search?q=Numb%20Linkin%20Park&item_type=t")]
    public void Every_service_has_a_search_page(string service, string address) =>
        Assert.Equal(address, Find(StreamingService.Parse(service), ItemKind.Track, "Numb", ["Linkin Park"])?.ToString());

    [Fact]
    public void Kind_and_country_are_said_where_a_service_takes_them()
    {
        Assert.EndsWith("&item_type=a", Find(StreamingService.Bandcamp, ItemKind.Album, "Meteora", [])!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("https://music.apple.com/de/", Find(StreamingService.AppleMusic, ItemKind.Track, "Numb", [], "DE")!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("https://music.apple.com/us/", Find(StreamingService.AppleMusic, ItemKind.Track, "Numb", [], "../")!.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Titles() => new()
    {
        { "AC/DC \\ Back", "AC DC Back" },
        { "../../redirect?q=https://evil.example", ".. .. redirect?q=https: evil.example" },
        { "a\r\nLocation: https://evil.example", "a Location: https: evil.example" },
        { "100% & #1 = ?", "100% & #1 = ?" },
        { "קמר \u202e evil \u2066 \0", "קמר evil" },
        { "قمر فوق الميناء", "قمر فوق الميناء" },
        { "夜に駆ける", "夜に駆ける" },
        { "می\u200cخواهم", "می\u200cخواهم" },
        { "👩\u200d🚀 rocket", "👩\u200d🚀 rocket" },
        { "half \ud83d a pair", "half a pair" },
        { "<script>alert(1)</script>", "<script>alert(1)< script>" },
        { "%2e%2e%2f", "%2e%2e%2f" },
        { "M.R.", "M.R." },
    };

    [Theory, MemberData(nameof(Titles))]
    public void Any_title_is_searched_for_on_the_services_own_host(string title, string words)
    {
        foreach (var service in StreamingService.All)
        {
            var url = Find(service, ItemKind.Track, title, [])!;
            Assert.Equal(service, url.Service);
            var address = url.ToString();
            Assert.Contains(Uri.EscapeDataString(words), address, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(address, DestinationUrl.Parse(service, address).ToString());
            Assert.Contains("/search", url.Uri.AbsolutePath, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_longest_titles_still_make_an_address_and_are_cut_between_characters()
    {
        string[] titles = [new('夜', 5_000), new('a', 5_000), string.Concat(Enumerable.Repeat("👩\u200d🚀", 2_000)), "a" + new string('\u0301', 5_000), string.Concat(Enumerable.Repeat("𝄞", 3_000))];
        foreach (var title in titles)
        {
            foreach (var service in StreamingService.All)
            {
                var url = Find(service, ItemKind.Track, title, ["Somebody"])!;
                Assert.InRange(url.ToString().Length, 50, DestinationUrl.MaxLength);
                Assert.DoesNotContain("%EF%BF%BD", url.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("//")]
    [InlineData("\u202e\0")]
    public void Nothing_to_search_for_is_no_address(string title) =>
        Assert.All(StreamingService.All, service => Assert.Null(Find(service, ItemKind.Track, title, [])));

    [Theory]
    [InlineData("https://music.youtube.com/search?q=x", true)]
    [InlineData("https://www.youtube.com/search?q=x", false)]
    [InlineData("https://music.youtube.com/search/redirect?q=https://evil.example", false)]
    [InlineData("https://music.youtube.com/searchx", false)]
    [InlineData("https://music.youtube.com/search/../redirect?q=https://evil.example", false)]
    public void On_YouTube_the_search_page_of_Music_alone_is_a_destination(string address, bool isTaken) =>
        Assert.Equal(isTaken, DestinationUrl.TryParse(address, out _, out _));

    private static DestinationUrl? Find(StreamingService service, ItemKind kind, string title, IReadOnlyList<string> artists, string country = "US") =>
        SearchPages.TryMake(service, title, artists, kind, out var url, country) ? url : null;
}
