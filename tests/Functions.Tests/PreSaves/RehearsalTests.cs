using System.Text;
using System.Text.Json;
using Smartlinks.Fans.Mails;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Rehearsing;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>A rehearsal through its doors: asked for, played by the queue's function, and read.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_is_asked_for_played_and_read_and_the_pre_saves_stay_queued()
    {
        await using var app = await PreSaveApp.StartAsync();
        await app.NewBrowser().PreSaveAsync("spotify");
        await app.NewBrowser().PreSaveAsync("tidal", "two");
        foreach (var service in new[] { app.Spotify, app.Tidal }) service.Save = (_, _) => throw new InvalidOperationException("A service was asked.");
        var path = $"{app.App.LinksPath}/{app.LinkId}/rehearsal";
        Assert.Equal(404, (await app.App.ApiAsync(HttpMethod.Get, path)).Status);

        var asked = await app.App.ApiAsync(HttpMethod.Post, path);
        Assert.Equal((202, path), (asked.Status, asked["Location"]));
        Assert.Equal("running", (await app.App.ApiAsync(HttpMethod.Get, path)).Json.GetProperty("state").GetString());
        await PlayAsync(app.App);

        var ended = (await app.App.ApiAsync(HttpMethod.Get, path)).Json;
        Assert.True(ended.GetProperty("state").GetString() == "passed", ended.GetRawText());
        Assert.Equal(13, ended.GetProperty("steps").GetArrayLength());
        Assert.Contains(Steps(ended), step => step == "grants passed Spotify: 1 good, 0 end within 72 hours after the moment, 0 before it; TIDAL: 1 good, 0 end within 72 hours after the moment, 0 before it.");
        Assert.DoesNotContain("fan_", ended.GetRawText(), StringComparison.Ordinal);
        Assert.All(app.App.Tables[PreSaveRow.Table].Rows.Where(row => row.RowKey != BucketRow.RowKey), row => Assert.Equal("Queued", row.GetString("State")));
        Assert.Empty(app.App.Queues[SaveRequests.QueueName].Bodies);
        Assert.Empty(app.App.Queues[MailRequests.QueueName].Bodies);
    }

    [Fact]
    public async Task One_at_a_time_is_played()
    {
        await using var app = await PreSaveApp.StartAsync();
        var path = $"{app.App.LinksPath}/{app.LinkId}/rehearsal";
        var first = await app.App.ApiAsync(HttpMethod.Post, path);
        app.App.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(first.Text, (await app.App.ApiAsync(HttpMethod.Post, path)).Text);
        Assert.Single(app.App.Queues[RehearsalRequests.QueueName].Bodies);
    }

    [Fact]
    public async Task A_link_without_a_date_fails_and_says_what_to_do()
    {
        await using var app = await PreSaveApp.StartAsync("null");
        var path = $"{app.App.LinksPath}/{app.LinkId}/rehearsal";
        Assert.Equal(202, (await app.App.ApiAsync(HttpMethod.Post, path)).Status);
        await PlayAsync(app.App);
        var ended = (await app.App.ApiAsync(HttpMethod.Get, path)).Json;
        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Equal("Set the link's release date.", ended.GetProperty("steps")[0].GetProperty("toDo").GetString());
    }

    [Fact]
    public async Task Another_organizations_link_is_not_found_and_nonsense_is_dropped()
    {
        await using var app = await PreSaveApp.StartAsync();
        var (other, key) = await app.App.CreateOrganizationAsync("Another");
        var path = $"/api/organizations/{other}/links/{app.LinkId}/rehearsal";
        Assert.Equal(404, (await app.App.ApiAsync(HttpMethod.Post, path, null, ("Authorization", $"Bearer {key}"))).Status);
        Assert.Equal(200, (await app.App.InvokeAsync("RehearseLink", HostCall.QueueMessage("nonsense"))).Status);
        Assert.Equal(200, (await app.App.InvokeAsync("RehearseLink", HostCall.QueueMessage("""{ "link": "x" }"""))).Status);
    }

    private static async Task PlayAsync(AppFixture app)
    {
        foreach (var body in app.Queues[RehearsalRequests.QueueName].Bodies) Assert.Equal(200, (await app.InvokeAsync("RehearseLink", HostCall.QueueMessage(Encoding.UTF8.GetString(body)))).Status);
    }

    private static IEnumerable<string> Steps(JsonElement rehearsal) =>
        rehearsal.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()} {step.GetProperty("outcome").GetString()} {step.GetProperty("seen").GetString()}");
}
