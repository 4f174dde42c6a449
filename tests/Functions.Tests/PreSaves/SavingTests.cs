using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>The night through the functions' doors, as the host calls them.</summary>
public sealed class SavingTests : IGrantAccess
{
    private static readonly DateTimeOffset s_midnight = new(2026, 12, 3, 23, 0, 0, TimeSpan.Zero);

    private readonly Library _library = new();

    [Fact]
    public async Task The_timer_queues_and_the_saver_saves_and_the_progress_tells()
    {
        await using var app = await StartAsync();
        var link = await CreateAsync(app);
        await app.TakePreSavesAsync(link, 3);
        var path = $"{app.LinksPath}/{link}/pre-saves";
        var before = (await app.ApiAsync(HttpMethod.Get, path)).Json;
        Assert.Equal("""{"taken":3,"queued":3,"saving":0,"ended":0,"states":[{"state":"queued","reason":null,"count":3}]}""", before.GetProperty("totals").GetRawText());
        Assert.Equal("""[{"at":"2026-12-03T23:00:00+00:00","zones":["Europe/Berlin"],"open":3}]""", before.GetProperty("nextMoments").GetRawText());

        await NightAsync(app, s_midnight);
        var after = (await app.ApiAsync(HttpMethod.Get, path)).Json;
        Assert.Equal("""{"spotify":{"taken":3,"queued":0,"saving":0,"ended":3,"states":[{"state":"saved","reason":null,"count":3}]}}""", after.GetProperty("services").GetRawText());
        Assert.Equal(JsonValueKind.Null, after.GetProperty("estimatedFinishAt").ValueKind);
        Assert.Equal(3, _library.Saved);
    }

    [Fact]
    public async Task An_edit_of_the_release_date_moves_the_pre_saves()
    {
        await using var app = await StartAsync();
        var link = await CreateAsync(app);
        await app.TakePreSavesAsync(link, 1);
        Assert.Equal(200, (await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{link}", """{ "release": { "on": "2026-11-27" } }""")).Status);
        foreach (var body in app.Queues["releases-to-resolve"].Bodies) await app.InvokeAsync("ResolveRelease", HostCall.QueueMessage(System.Text.Encoding.UTF8.GetString(body)));
        await NightAsync(app, new DateTimeOffset(2026, 11, 26, 23, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, _library.Saved);
    }

    [Fact]
    public async Task The_reports_pages_add_up_and_name_no_fan()
    {
        await using var app = await StartAsync();
        var link = await CreateAsync(app);
        var fans = await app.TakePreSavesAsync(link, 5);
        var (items, continuation, pages) = (0, "", 0);
        do
        {
            var answer = await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}/{link}/pre-saves/report?pageSize=2&continuation={continuation}");
            Assert.DoesNotContain(fans, fan => answer.Text.Contains(fan.ToString(), StringComparison.Ordinal));
            Assert.Equal(pages == 0 ? JsonValueKind.Object : JsonValueKind.Null, answer.Json.GetProperty("totals").ValueKind);
            items += answer.Json.GetProperty("items").GetArrayLength();
            continuation = answer.Json.GetProperty("continuation").GetString();
            pages++;
        }
        while (continuation is not null);

        Assert.Equal((5, 3), (items, pages));
    }

    [Fact]
    public async Task A_message_that_names_no_bucket_is_dropped()
    {
        await using var app = await StartAsync();
        Assert.Equal(200, (await app.InvokeAsync("SaveDue", HostCall.QueueMessage("nonsense"))).Status);
        Assert.Equal(200, (await app.InvokeAsync("SaveDue", HostCall.QueueMessage("""{ "link": "x" }"""))).Status);
    }

    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        var message = new SavesDue(Some.Organization, Some.Address(), new Smartlinks.PreSaves.PreSaveKey(Some.LinkId, "America/Argentina/Buenos_Aires", 7), 3, 12);
        Assert.Equal(message, SavesDue.TryRead(System.Text.Encoding.UTF8.GetString(message.Write())));
    }

    public Task<GrantAccess> GetAccessAsync(FanId fan, StreamingService service, string? refused, CancellationToken cancellationToken) => Task.FromResult<GrantAccess>(new GrantAccess.Open(fan.ToString()));

    private Task<AppFixture> StartAsync() => AppFixture.StartAsync(replace: services => services.AddSingleton<IGrantAccess>(this).AddSingleton(new FanLibraries([_library])));

    private static async Task<string> CreateAsync(AppFixture app) =>
        (await app.CreateLinkAsync("a-song", destinations: $$"""{ "spotify": "{{Some.SpotifyUrl()}}" }""")).GetProperty("id").GetString()!;

    private static async Task NightAsync(AppFixture app, DateTimeOffset at)
    {
        app.Time.MoveTo(at);
        Assert.Equal(200, (await app.InvokeAsync("FireSaves", """{ "Data": { "timer": {} }, "Metadata": {} }""")).Status);
        foreach (var message in await app.Queues[SaveRequests.QueueName].ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1)))
            Assert.Equal(200, (await app.InvokeAsync("SaveDue", HostCall.QueueMessage(System.Text.Encoding.UTF8.GetString(message.Body!)))).Status);
    }

    private sealed class Library : IFanLibrary
    {
        private int _saved;

        public StreamingService Service => StreamingService.Spotify;

        public int MostItems => 1;

        public ServicePace Pace { get; } = new("test-saves", TimeSpan.Zero, 1);

        public int Saved => _saved;

        public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _saved);
            return Task.FromResult<LibraryAnswer>(new LibraryAnswer.Done([SaveOutcome.Saved]));
        }

        public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken) => Task.FromResult<LibraryAnswer>(new LibraryAnswer.Contents([true]));

        public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken) => Task.FromResult<LibraryAnswer>(new LibraryAnswer.Done([SaveOutcome.Saved]));
    }
}
