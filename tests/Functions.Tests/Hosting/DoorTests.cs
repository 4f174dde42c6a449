using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>What every request meets first: the readiness probe, event calls, limits, what is not there.</summary>
public sealed class DoorTests
{
    private static readonly string[] s_functions = ["AggregateClicks", "ReplaySpilledClicks", "ResolveRelease", "SendMail"];

    public static TheoryData<string> Functions => [.. s_functions];

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task The_root_answers_at_once_and_asks_storage_nothing(string method)
    {
        await using var app = await AppFixture.StartAsync();
        app.StopStorage();

        var answer = await app.SendAsync(new HttpMethod(method), "/", null);

        Assert.Equal(200, answer.Status);
        Assert.Equal(method == "HEAD" ? "" : "Smartlinks is up.\n", answer.Text);
        Assert.Equal(0, app.StorageCalls);
        Assert.Null(answer["Set-Cookie"]);
    }

    [Fact]
    public async Task A_function_that_did_its_work_answers_a_json_object()
    {
        await using var app = await AppFixture.StartAsync();

        var answer = await app.InvokeAsync("AggregateClicks", HostCall.EventBatch(0, []));

        IsHostAnswer(answer, 200);
    }

    [Theory, MemberData(nameof(Functions))]
    public async Task A_function_that_failed_answers_500_and_a_json_object(string function)
    {
        await using var app = await AppFixture.StartAsync();

        foreach (var body in new[] { "", "null", "[]", "{}", "not json", """{"Data":1,"Metadata":2}""", """{"Data":{},"Metadata":{}}""", "\"{\"", """{"Data":{"events":"[]"},"Metadata":{"SequenceNumberArray":"[1]","PartitionContext":{"PartitionId":"0"}}}""" })
            IsHostAnswer(await app.InvokeAsync(function, body), 500);
    }

    [Fact]
    public async Task An_aggregator_that_storage_stops_answers_500_so_that_the_host_repeats_the_batch()
    {
        await using var app = await AppFixture.StartAsync();
        var link = (await app.CreateLinkAsync("counted")).GetProperty("id").GetString()!;
        await app.VisitAsync("/counted");
        await Until.TrueAsync(() => app.Hub.Events.Count > 0, "the click is on the hub");
        var sent = app.Hub.Events[0];
        var batch = HostCall.EventBatch(sent.Partition, [(sent.SequenceNumber, sent.Body)]);
        app.StopStorage();

        IsHostAnswer(await app.InvokeAsync("AggregateClicks", batch), 500);
        app.StopStorage(false);
        IsHostAnswer(await app.InvokeAsync("AggregateClicks", batch), 200);
        IsHostAnswer(await app.InvokeAsync("AggregateClicks", batch), 200);

        Assert.Equal(1, (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}/{link}/report")).Json.GetProperty("visits").GetInt64());
    }

    [Theory]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("x-ms-invocation-id", "1")]
    [InlineData("x-forwarded-proto", "")]
    public async Task A_caller_from_outside_finds_no_function(string header, string value)
    {
        await using var app = await AppFixture.StartAsync();

        foreach (var function in s_functions)
            (await app.InvokeAsync(function, HostCall.EventBatch(0, []), (header, value))).IsProblem(404, "not-found");
        Assert.Equal(0, app.StorageCalls);
    }

    [Fact]
    public async Task A_fan_finds_no_function_either()
    {
        await using var app = await AppFixture.StartAsync();

        foreach (var function in s_functions) (await app.VisitAsync($"/{function}")).IsPage(404);
    }

    [Fact]
    public async Task An_event_batch_may_be_larger_than_the_servers_usual_limit()
    {
        await using var app = await AppFixture.StartAsync();
        // Forty million bytes in events that hold no click: they are kept aside as unreadable.
        var texts = Enumerable.Range(0, 200).Select(number => ((long)number, new string('x', 200_000))).ToList();
        var batch = HostCall.EventBatch(0, texts);
        Assert.True(batch.Length > 31_000_000);

        IsHostAnswer(await app.InvokeAsync("AggregateClicks", batch), 200);
    }

    [Fact]
    public async Task A_chunked_event_batch_is_read_whole()
    {
        await using var app = await AppFixture.StartAsync();
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(HostCall.EventBatch(0, []))));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        IsHostAnswer(await app.SendAsync(HttpMethod.Post, "/AggregateClicks", content, ("Transfer-Encoding", "chunked")), 200);
    }

    [Fact]
    public async Task An_address_of_more_than_8192_characters_is_refused()
    {
        await using var app = await AppFixture.StartAsync();

        (await app.VisitAsync("/" + new string('a', 9_000), ("Accept", "*/*"))).IsProblem(414, "uri-too-long");
        (await app.VisitAsync("/abc?x=" + new string('a', 9_000), ("Accept", "*/*"))).IsProblem(414, "uri-too-long");
        (await app.VisitAsync("/" + new string('a', 9_000))).IsPage(414);
        (await app.VisitAsync("/" + new string('a', 8_000), ("Accept", "*/*"))).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/organization")]
    [InlineData("/api/nothing/here")]
    [InlineData("/assets/nothing")]
    public async Task An_unknown_api_address_is_a_problem(string path)
    {
        await using var app = await AppFixture.StartAsync();

        (await app.ApiAsync(HttpMethod.Get, path)).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task A_known_api_address_names_the_methods_it_takes()
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal(["GET", "POST"], Allowed(await app.ApiAsync(HttpMethod.Delete, app.LinksPath)));
        Assert.Equal(["DELETE", "GET", "PATCH"], Allowed(await app.ApiAsync(HttpMethod.Post, $"{app.LinksPath}/lnk_x", "{}")));
        Assert.Equal(["DELETE", "PATCH", "PUT"], Allowed(await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}/lnk_x/destinations/spotify")));
        Assert.Equal(["GET", "HEAD"], Allowed(await app.SendAsync(HttpMethod.Post, "/some-slug", null)));

        static IEnumerable<string> Allowed(Answer answer) => answer.IsProblem(405, "method-not-allowed")["Allow"]!.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal);
    }

    private static void IsHostAnswer(Answer answer, int status)
    {
        Assert.True(status == answer.Status, $"{answer.Status}: {answer.Text}");
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(JsonValueKind.Object, answer.Json.ValueKind);
        Assert.Equal(JsonValueKind.Object, answer.Json.GetProperty("Outputs").ValueKind);
        Assert.Equal(JsonValueKind.Array, answer.Json.GetProperty("Logs").ValueKind);
    }
}
