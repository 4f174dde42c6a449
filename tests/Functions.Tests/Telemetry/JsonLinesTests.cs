using System.Text.Json;

namespace Smartlinks.Tests.Functions.Telemetry;

/// <summary>Log entries on standard output: one line each, that names the invocation it belongs to.</summary>
public sealed class JsonLinesTests
{
    private const string Invocation = "5f0cc1b2-0000-4000-8000-00000000cafe";

    [Fact]
    public async Task An_entry_is_a_line_of_json_that_names_the_hosts_invocation_and_trace()
    {
        await using var app = await SendingTelemetryTests.StartAsync(new Dictionary<string, string>());

        await SendingTelemetryTests.InvokeAsync(app.Port, "AggregateClicks", "not json");
        await Until.TrueAsync(() => app.App.Output.Contains("AggregateClicks failed", StringComparison.Ordinal), "the failure is logged");

        var entry = Entries(app.App.Output).Single(each => each.GetProperty("message").GetString() == "AggregateClicks failed");
        Assert.Equal(("error", "Smartlinks.Functions.Hosting.EventDoors", Invocation, "0af7651916cd43dd8448eb211c80319c"),
            (Text(entry, "level"), Text(entry, "category"), Text(entry, "invocation"), Text(entry, "trace")));
        Assert.Equal("AggregateClicks", Text(entry.GetProperty("values"), "Function"));
        Assert.Contains("JsonReaderException", Text(entry, "exception"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, entry.GetProperty("time").GetDateTimeOffset().Offset);
    }

    [Fact]
    public async Task At_start_one_entry_tells_what_is_off_and_shows_no_value()
    {
        await using var app = await SendingTelemetryTests.StartAsync(new Dictionary<string, string> { ["Spotify__ClientId"] = "the-id-of-spotify", ["Spotify__ClientSecret"] = "the-secret-of-spotify" });
        await Until.TrueAsync(() => app.App.Output.Contains("parts are off", StringComparison.Ordinal), "the summary is logged");

        var summary = Assert.Single(Entries(app.App.Output), each => Text(each, "category") == "Smartlinks.Functions.Configuration");
        Assert.Contains("nobody signs in; API keys alone open the API (SignIn__Issuer)", Text(summary, "message"), StringComparison.Ordinal);
        Assert.Contains("nothing is saved at Spotify (Spotify__Saves)", Text(summary, "message"), StringComparison.Ordinal);
        Assert.DoesNotContain("Spotify is not looked up", Text(summary, "message"), StringComparison.Ordinal);
        Assert.DoesNotContain("of-spotify", app.App.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development", null, false)]
    [InlineData("Development", "json", true)]
    [InlineData("Production", null, true)]
    [InlineData("Production", "text", false)]
    public async Task On_somebodys_own_machine_it_is_text_unless_told_otherwise(string environment, string? format, bool isJson)
    {
        var settings = new Dictionary<string, string> { ["AZURE_FUNCTIONS_ENVIRONMENT"] = environment };
        if (format is not null) settings["Telemetry__LogFormat"] = format;
        await using var app = await SendingTelemetryTests.StartAsync(settings);

        await Until.TrueAsync(() => app.App.Output.Contains("parts are off", StringComparison.Ordinal), "the summary is logged");

        var line = app.App.Output.Split('\n').Single(each => each.Contains("parts are off", StringComparison.Ordinal));
        Assert.Equal(isJson, line.StartsWith('{'));
    }

    [Fact]
    public async Task An_invocation_that_no_host_would_send_is_not_written_down()
    {
        await using var app = await SendingTelemetryTests.StartAsync(new Dictionary<string, string>());
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{app.Port}/AggregateClicks") { Content = new StringContent("not json") };
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", "ada@letters.example");
        using var answer = await http.SendAsync(request);

        await Until.TrueAsync(() => app.App.Output.Contains("AggregateClicks failed", StringComparison.Ordinal), "the failure is logged");
        Assert.DoesNotContain("letters.example", app.App.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Entries(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
