using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Releases;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

public sealed class KeepingArtworkTests
{
    private static readonly byte[] s_png = [0x89, .. "PNG\r\n\u001a\n"u8, 1, 2, 3];
    private static readonly Uri s_source = new("https://label.example/cover.png");
    private readonly InMemoryTableClient _pictures = new();
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("172.15.0.1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("2a00:1450:4001::1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)] // Azure's platform, inside each machine
    [InlineData("169.254.169.254", false)] // instance metadata
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)] // an IPv4 address in its oldest IPv6 spelling
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::ffff:0:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("3fff::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_public_internet_are_fetched_from(string address, bool isPublic) => Assert.Equal(isPublic, ArtworkKeeper.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    public async Task A_picture_on_this_machines_own_network_is_not_asked_for(string host)
    {
        await using var server = await LoopbackServer.StartAsync((_, _, context) => context.Response.Body.WriteAsync(s_png).AsTask());
        using var http = new HttpClient(ArtworkKeeper.PublicOnlyHandler(allowLoopback: false));
        Assert.Null(await Keeper(http).KeepAsync(new Uri($"http://{host}:{server.Address.Port}/cover.png"), default));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task On_one_machine_the_sandboxs_pictures_are_kept()
    {
        await using var server = await LoopbackServer.StartAsync((_, _, context) => context.Response.Body.WriteAsync(s_png).AsTask());
        using var http = new HttpClient(ArtworkKeeper.PublicOnlyHandler(allowLoopback: true));
        Assert.NotNull(await Keeper(http).KeepAsync(new Uri(server.Address, "cover.png"), default));
    }

    [Fact]
    public async Task A_kept_picture_is_found_as_it_was_and_fetched_once()
    {
        var random = new Random(64);
        byte[] large = [.. s_png, .. new byte[ArtworkKeeper.MostBytes - s_png.Length]];
        random.NextBytes(large.AsSpan(s_png.Length));
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Bytes(large));
        using var http = far.NewClient();
        var key = await Keeper(http).KeepAsync(s_source, default);
        Assert.Equal(key, await Keeper(http).KeepAsync(s_source, default));
        // Whether it is there is known without its bytes.
        Assert.Equal(0, _pictures.Faults.Calls("GetEntityIfExists"));
        Assert.Single(far.Sent);
        var kept = (await Keeper(http).FindAsync(key!, default))!;
        Assert.Equal("image/png", kept.ContentType);
        Assert.Equal(large, kept.Bytes);
    }

    public static TheoryData<string, Func<HttpResponseMessage>> Refusals => new()
    {
        { "not a picture", () => ScriptedHttp.Bytes("<html>"u8.ToArray()) },
        { "a picture that runs scripts", () => ScriptedHttp.Bytes("<svg xmlns='http://www.w3.org/2000/svg'>"u8.ToArray()) },
        { "empty", () => ScriptedHttp.Bytes([]) },
        { "too large", () => ScriptedHttp.Bytes([.. s_png, .. new byte[ArtworkKeeper.MostBytes]]) },
        { "missing", () => ScriptedHttp.Bytes(s_png, 404) },
        { "a refusal", () => ScriptedHttp.Bytes(s_png, 403) },
        { "unreachable", () => throw new HttpRequestException("refused") },
        { "broken off", () => throw new IOException("reset") },
        { "of a scheme that is none", () => throw new NotSupportedException("ftp") },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task What_cannot_be_kept_is_left_out(string what, Func<HttpResponseMessage> answer)
    {
        using var far = new ScriptedHttp((_, _) => answer());
        using var http = far.NewClient();
        Assert.True(await Keeper(http).KeepAsync(s_source, default) is null, what);
        Assert.DoesNotContain(_pictures.Rows, row => row.RowKey == "picture");
    }

    [Fact]
    public async Task A_picture_whose_bytes_never_come_is_given_up()
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.BodyThatNeverComes());
        using var http = far.NewClient();
        var keeping = Keeper(http).KeepAsync(s_source, default);
        Assert.False(keeping.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(await keeping.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../../../../../../etc/pas")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task A_key_that_names_none_finds_none(string key)
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Bytes(s_png));
        using var http = far.NewClient();
        Assert.Null(await Keeper(http).FindAsync(key, default));
    }

    private ArtworkKeeper Keeper(HttpClient http) => new(_pictures, http, _time, NullLogger<ArtworkKeeper>.Instance);
}
