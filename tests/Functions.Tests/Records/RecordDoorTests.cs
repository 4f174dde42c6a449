using System.Text;
using Smartlinks.Organizations.Members;
using Smartlinks.Records;
using Smartlinks.Tests.Functions.People;

namespace Smartlinks.Tests.Functions.Records;

/// <summary>Exports and erasures as an owner has them, through the app's doors and its queue.</summary>
public sealed class RecordDoorTests : IAsyncLifetime
{
    private SignInApp _signIn = null!;
    private PersonBrowser _owner = null!;

    private AppFixture App => _signIn.App;

    private string Own => _signIn.Organization;

    public async Task InitializeAsync()
    {
        _signIn = await SignInApp.StartAsync();
        await _signIn.JoinAsync(App.Organization, "owner", Role.Owner);
        await App.CreateLinkAsync("a-song");
        _owner = await _signIn.SignInAsync("owner");
    }

    public async Task DisposeAsync() => await _signIn.DisposeAsync();

    [Fact]
    public async Task An_owner_exports_everything_and_fetches_it()
    {
        var begun = await _owner.ApiAsync(HttpMethod.Post, $"{Own}/exports");
        Assert.Equal((202, "running"), (begun.Status, begun.Json.GetProperty("state").GetString()));
        var path = begun["Location"]!;
        Assert.Equal((409, "urn:smartlinks:export-running"), await RefusedAsync(HttpMethod.Get, path + "/content"));

        await WorkAsync();

        var ready = (await _owner.ApiAsync(HttpMethod.Get, path)).Json;
        Assert.Equal(("ready", 1), (ready.GetProperty("state").GetString(), ready.GetProperty("progress").GetInt32()));
        var content = await _owner.ApiAsync(HttpMethod.Get, ready.GetProperty("contentUrl").GetString()!);
        Assert.Equal($"attachment; filename=\"{App.Organization}.json\"", content["Content-Disposition"]);
        Assert.Equal(ready.GetProperty("bytes").GetInt64(), Encoding.UTF8.GetByteCount(content.Text));
        Assert.Equal(("A label", "a-song"), (content.Json.GetProperty("profile")[0].GetProperty("name").GetString(), content.Json.GetProperty("links")[0].GetProperty("slug").GetString()));
        Assert.Single((await _owner.ApiAsync(HttpMethod.Get, $"{Own}/exports")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_owner_erases_the_organization_and_reads_the_receipt()
    {
        var asked = await _owner.ApiAsync(HttpMethod.Post, $"{Own}/erasure", """{ "confirm": "A label" }""");
        Assert.Equal((202, "asked"), (asked.Status, asked.Json.GetProperty("state").GetString()));
        Assert.Equal(200, (await App.VisitAsync("/a-song?choose")).Status);

        App.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromSeconds(1));
        await WorkAsync();

        Assert.Equal(410, (await App.VisitAsync("/a-song?choose")).Status);
        App.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(401, (await App.ApiAsync(HttpMethod.Get, App.LinksPath)).Status);
        _owner = await _signIn.SignInAsync("owner");
        Assert.Equal(403, (await _owner.ApiAsync(HttpMethod.Get, $"{Own}/erasure")).Status);
        var receipt = await _owner.ApiAsync(HttpMethod.Get, asked["Location"]!);
        Assert.Equal(("erased", 1), (receipt.Json.GetProperty("state").GetString(), receipt.Json.GetProperty("links").GetInt32()));
        Assert.Empty((await _owner.ApiAsync(HttpMethod.Get, "/api/organizations")).Json.GetProperty("items").EnumerateArray());
        var stranger = await _signIn.SignInAsync("stranger");
        Assert.Equal(404, (await stranger.ApiAsync(HttpMethod.Get, asked["Location"]!)).Status);
    }

    [Fact]
    public async Task An_owner_takes_an_erasure_back()
    {
        await _owner.ApiAsync(HttpMethod.Post, $"{Own}/erasure", """{ "confirm": "A label" }""");

        Assert.Equal(204, (await _owner.ApiAsync(HttpMethod.Delete, $"{Own}/erasure")).Status);
        Assert.Equal(404, (await _owner.ApiAsync(HttpMethod.Delete, $"{Own}/erasure")).Status);
        App.Time.Advance(TimeSpan.FromDays(4));
        await WorkAsync();

        Assert.Equal(200, (await App.VisitAsync("/a-song?choose")).Status);
        Assert.Equal(404, (await (await _signIn.SignInAsync("owner")).ApiAsync(HttpMethod.Get, $"{Own}/erasure")).Status);
    }

    [Theory]
    [InlineData("""{ "confirm": "a label" }""", "confirm")]
    [InlineData("""{ "confirm": "" }""", "confirm")]
    [InlineData("{}", "confirm")]
    [InlineData("""{ "confirm": "A label", "now": true }""", "now")]
    public async Task What_does_not_name_the_organization_erases_nothing(string body, string field)
    {
        var refused = await _owner.ApiAsync(HttpMethod.Post, $"{Own}/erasure", body);

        Assert.Equal((400, true), (refused.Status, refused.Json.GetProperty("errors").TryGetProperty(field, out _)));
        Assert.Empty(App.Tables[RecordJobRow.Table].Rows);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"organization":"org_x","work":"Sing","run":"1"}""")]
    [InlineData("""{"organization":"org_x","work":"Erase"}""")]
    public async Task A_message_that_names_no_job_is_dropped(string message) =>
        Assert.Equal(200, (await App.InvokeAsync("RunRecordJob", HostCall.QueueMessage(message))).Status);

    private async Task<(int, string?)> RefusedAsync(HttpMethod method, string path)
    {
        var answer = await _owner.ApiAsync(method, path);
        return (answer.Status, answer.Json.GetProperty("type").GetString());
    }

    /// <summary>Delivers the queue's messages as the host does, until none is visible.</summary>
    private Task WorkAsync() => RecordQueue.DeliverAsync(App);
}

internal static class RecordQueue
{
    public static async Task DeliverAsync(AppFixture app)
    {
        var queue = app.Queues[RecordRequests.QueueName];
        while (await queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(10)) is [var message])
        {
            var answer = await app.InvokeAsync("RunRecordJob", HostCall.QueueMessage(Encoding.UTF8.GetString(message.Body!)));
            Assert.True(answer.Status == 200, answer.Text);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}
