using System.Net;
using System.Text.Json;
using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Clicks;

public sealed class VisitorFactsTests : IClassFixture<VisitorFactsTests.MadeData>
{
    private readonly MadeData _data;

    public VisitorFactsTests(MadeData data) => _data = data;

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", DeviceClass.Phone)]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", DeviceClass.Phone)]
    [InlineData("Mozilla/5.0 (Linux; Android 13; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", DeviceClass.Tablet)]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", DeviceClass.Tablet)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", DeviceClass.Desktop)]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", DeviceClass.Desktop)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", DeviceClass.Desktop)]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22B83 Instagram 356.0.0.26.97 (iPhone15,3; iOS 18_1; en_US)", DeviceClass.Phone)]
    [InlineData("Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/7.0 TV Safari/537.36", DeviceClass.Tv)]
    [InlineData("Mozilla/5.0 (Linux; Android 9; BRAVIA 4K UR2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", DeviceClass.Tv)]
    [InlineData("Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15", DeviceClass.Console)]
    public void Fans_devices_are_known_and_fans_are_no_bots(string userAgent, DeviceClass device)
    {
        foreach (var crawlers in new[] { CrawlerList.BuiltIn, CrawlerList.Load(_data.Folder) })
        {
            var agents = new VisitorAgents(crawlers);
            Assert.Equal(new VisitorAgent(device, IsBot: false), agents.Read(userAgent));
            Assert.Equal(new VisitorAgent(device, IsBot: false), agents.Read(userAgent));
        }
    }

    [Theory]
    [InlineData("Spotify/8.9.0 (unheard of)", DeviceClass.Unknown)]
    public void What_names_no_device_is_unknown(string userAgent, DeviceClass device) => Assert.Equal(device, DeviceClassifier.Classify(userAgent));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0")]
    [InlineData("WhatsApp/2.23.20.0 A")]
    [InlineData("Twitterbot/1.0")]
    [InlineData("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")]
    [InlineData("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)")]
    [InlineData("TelegramBot (like TwitterBot)")]
    [InlineData("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5")]
    [InlineData("curl/8.5.0")]
    [InlineData("python-requests/2.32.0")]
    public void Crawlers_previews_and_scripts_are_bots(string? userAgent)
    {
        Assert.True(new VisitorAgents(CrawlerList.BuiltIn).Read(userAgent).IsBot);
        Assert.True(new VisitorAgents(CrawlerList.Load(_data.Folder)).Read(userAgent).IsBot);
    }

    [Fact]
    public void Every_sample_of_the_crawler_list_is_a_bot()
    {
        var agents = new VisitorAgents(CrawlerList.Load(_data.Folder));
        using var samples = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(LocalTools.RepositoryRoot, "node_modules", "crawler-user-agents", "crawler-user-agents.json")));
        var instances = samples.RootElement.EnumerateArray().SelectMany(entry => entry.GetProperty("instances").EnumerateArray()).Select(text => text.GetString()!).ToList();

        Assert.InRange(instances.Count, 2000, 10_000);
        Assert.DoesNotContain(instances, userAgent => !agents.Read(userAgent).IsBot);
    }

    [Theory]
    [InlineData("8.8.8.8", "US")]
    [InlineData("193.0.6.139", "NL")]
    [InlineData("::ffff:193.0.6.139", "NL")]
    [InlineData("2001:67c:2e8:22::c100:68b", "NL")]
    [InlineData("127.0.0.1", null)]
    [InlineData("10.1.2.3", null)]
    [InlineData("::1", null)]
    public void An_address_has_the_country_it_was_given_to(string address, string? country)
    {
        Assert.Equal(country, CountryTable.Load(_data.Folder).Find(IPAddress.Parse(address)));
        Assert.Null(CountryTable.Empty.Find(IPAddress.Parse(address)));
    }

    [Fact]
    public void A_cut_off_country_table_is_refused()
    {
        byte[] table = File.ReadAllBytes(Path.Combine(_data.Folder, CountryTable.FileName));

        Assert.Throws<InvalidDataException>(() => CountryTable.Parse(table.AsSpan(0, 1000)));
        Assert.Throws<InvalidDataException>(() => CountryTable.Parse("nonsense"u8));
    }

    [Theory]
    [InlineData("https://L.Instagram.com:443/?u=x", "l.instagram.com")]
    [InlineData("https://www.example.com/page", "www.example.com")]
    [InlineData("android-app://com.google.android.gm/", "com.google.android.gm")]
    [InlineData("https://Smart.Link/abc", null)]
    [InlineData("http://smart.link:8080/abc", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("about:blank", null)]
    [InlineData("not a url", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_referrer_is_the_host_of_another_site(string? referer, string? host) =>
        Assert.Equal(host, VisitorFacts.ReferrerHost(referer, "smart.link:7071"));

    [Theory]
    [InlineData("?utm_source=ig&utm_medium=bio&utm_campaign=launch", "ig", "bio", "launch")]
    [InlineData("a=b&UTM_Source=a%20b+c&utm_source=second", "a b c", null, null)]
    [InlineData("utm_source=&utm_medium=%20&utm_campaign", null, null, null)]
    [InlineData("utm_source=%zz%", "%zz%", null, null)]
    [InlineData("", null, null, null)]
    public void Tags_are_read_from_the_query(string query, string? source, string? medium, string? campaign) =>
        Assert.Equal(new UtmTags(source, medium, campaign), VisitorFacts.Utm(query));

    /// <summary>The tables as build/make-data.mjs makes them.</summary>
    public sealed class MadeData : IAsyncLifetime
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("smartlinks-data-").FullName;

        public Task InitializeAsync() => NodeScript.RunAsync(Path.Combine("build", "make-data.mjs"), [Folder]);

        public Task DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return Task.CompletedTask;
        }
    }
}
