using System.Text.RegularExpressions;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The pictures that answers name. Hunts an address that leads nowhere: the app keeps one of them, and a link without a picture looks broken.</summary>
public sealed partial class PictureTests
{
    private const string Isrc = "GBDUW0000053";

    [Theory]
    [InlineData("spotify")]
    [InlineData("apple-music")]
    [InlineData("youtube-music")]
    [InlineData("deezer")]
    [InlineData("soundcloud")]
    public async Task Every_picture_that_a_service_names_is_there(string id)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answers = new NotedAnswers();
        using var http = new HttpClient(answers);
        Assert.True(StreamingService.TryParse(id, out var service));
        var catalogue = sandbox.Catalogue(service, http);

        Assert.IsType<LookUp.Found>(await (catalogue.Capabilities.ByIsrc
            ? catalogue.FindByIsrcAsync(Isrc, default)
            : catalogue.SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], Isrc, null), default)));

        await FindAllAsync(sandbox, answers.Text);
    }

    [Fact]
    public async Task Every_picture_that_iTunes_names_is_there()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var upc = sandbox.Server.Catalogue.Tracks.First(track => track.Isrc == Isrc).Album.Upc;

        await FindAllAsync(sandbox, (await sandbox.GetAsync($"itunes/lookup?upc={upc}&entity=song")).ToJsonString());
    }

    private static async Task FindAllAsync(SandboxFixture sandbox, string answers)
    {
        // Apple Music leaves the size to whoever asks.
        var pictures = Picture().Matches(answers).Select(match => match.Value.Replace("{w}", "1000", StringComparison.Ordinal)).ToHashSet();
        Assert.NotEmpty(pictures);
        foreach (var picture in pictures)
        {
            using var response = await sandbox.Http.GetAsync(new Uri(picture, UriKind.Relative));
            Assert.True(response.IsSuccessStatusCode, $"{picture}: {(int)response.StatusCode}");
        }
    }

    [GeneratedRegex(@"artwork/[0-9a-f]{32}\.png(\?size=(\d+|\{w\}))?")]
    private static partial Regex Picture();

    /// <summary>Keeps what was answered.</summary>
    private sealed class NotedAnswers() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        public string Text { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            Text += await response.Content.ReadAsStringAsync(cancellationToken);
            return response;
        }
    }
}
