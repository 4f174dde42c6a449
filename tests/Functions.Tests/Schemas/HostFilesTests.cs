using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.Hosting;
using Smartlinks.Support;
using Smartlinks.Tests.Functions.Hosting;

namespace Smartlinks.Tests.Functions.Schemas;

/// <summary>host.json and the function.json files: as SchemaStore and the host have them, and as this app wants them.</summary>
public sealed partial class HostFilesTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> s_functions = Directory
        .GetFiles(Path.Combine(LocalTools.RepositoryRoot, "src", "Functions"), "function.json", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetFileName(Path.GetDirectoryName(file))!, Read);

    private static IEnumerable<(string Name, string Route)> HttpFunctions => s_functions
        .Where(function => Bindings(function.Value).Any(binding => Text(binding, "type") == "httpTrigger"))
        .Select(function => (function.Key, Text(Bindings(function.Value).First(binding => Text(binding, "type") == "httpTrigger"), "route")!));

    [SpecsFact]
    public async Task They_are_valid()
    {
        var files = JsonSerializer.Serialize(new { host = Read(Path.Combine(LocalTools.RepositoryRoot, "host.json")), functions = s_functions });

        Assert.Empty(await Node.ValidateAsync("validate-host-files.mjs", SpecsFactAttribute.Folder, files));
    }

    [SpecsFact]
    public async Task What_is_wrong_in_them_would_be_found()
    {
        const string wrong = """
            { "host": { "version": "1.0", "customHandler": { "description": {}, "timeout": 1 } },
              "functions": { "A": { "bindings": [ { "type": "httpTrigger", "direction": "in", "name": "request", "authLevel": "everyone" } ], "retry": { "strategy": "always", "maxRetryCount": 1 } },
                             "B": { "bindings": [ { "type": "queueTrigger", "direction": "out", "name": "item" } ] },
                             "C": { "bindings": [ { "type": "eventHubTrigger", "direction": "in", "name": "events", "cardinality": "all" } ] },
                             "D": { "bindings": [ { "type": "http", "direction": "out" } ] } } }
            """;

        var faults = await Node.ValidateAsync("validate-host-files.mjs", SpecsFactAttribute.Folder, wrong);

        foreach (var place in new[] { "host.json:", "host.json/customHandler", "A/retry/strategy", "A/bindings/0", "B/bindings/0", "C/bindings/0", "D/bindings/0" })
            Assert.Contains(faults, fault => fault.StartsWith(place, StringComparison.Ordinal));
    }

    [Fact]
    public void An_http_function_has_one_trigger_and_one_answer_and_says_that_it_is_open()
    {
        Assert.NotEmpty(HttpFunctions);
        foreach (var (name, route) in HttpFunctions)
        {
            // Anything more makes the host fall back to payload mode.
            var bindings = Bindings(s_functions[name]);
            Assert.Equal(["http", "httpTrigger"], bindings.Select(binding => Text(binding, "type")).Order(StringComparer.Ordinal));
            var trigger = bindings.Single(binding => Text(binding, "type") == "httpTrigger");
            Assert.Equal(("in", "anonymous"), (Text(trigger, "direction"), Text(trigger, "authLevel")));
            Assert.Equal("out", Text(bindings.Single(binding => Text(binding, "type") == "http"), "direction"));
            Assert.False(route.Trim('/').StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.Trim('/').StartsWith("runtime", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Every_other_function_has_one_trigger_of_texts_and_a_door()
    {
        var events = s_functions.Where(function => HttpFunctions.All(http => http.Name != function.Key)).ToList();
        foreach (var (name, file) in events)
        {
            var trigger = Assert.Single(Bindings(file));
            Assert.EndsWith("Trigger", Text(trigger, "type"), StringComparison.Ordinal);
            if (Text(trigger, "type") == "timerTrigger")
            {
                Assert.Equal(6, Text(trigger, "schedule")!.Split(' ').Length);
                continue;
            }

            Assert.Equal("string", Text(trigger, "dataType"));
            Assert.False(string.IsNullOrEmpty(Text(trigger, "connection")), name);
        }
    }

    [Fact]
    public async Task Every_event_function_is_handled_under_its_folders_name()
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal(
            s_functions.Keys.Except(HttpFunctions.Select(function => function.Name)).Order(StringComparer.Ordinal),
            app.Services.GetRequiredService<EventDoors>().Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_ones_the_host_takes()
    {
        foreach (var (name, file) in s_functions)
        {
            Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,127}$", name);
            Assert.NotEqual("HOST", name.ToUpperInvariant());
            foreach (var binding in Bindings(file)) Assert.Matches("^[A-Za-z][A-Za-z0-9]{0,127}$", Text(binding, "name"));
        }
    }

    [Fact]
    public void A_specific_route_comes_before_every_route_that_would_also_match() => Assert.Empty(Hidden(HttpFunctions));

    [Theory]
    [InlineData("Visit", "Zapi")]
    [InlineData("VISIT", "visiting")]
    public void A_catch_all_that_sorts_first_would_be_found(string catchAll, string specific) =>
        Assert.NotEmpty(Hidden([(catchAll, "{slug}/{*rest}"), (specific, "api/{*path}")]));

    [Fact]
    public void An_event_batch_is_repeated_until_it_is_counted()
    {
        // The host moves on after a failed batch unless a retry policy stops it; a bounded one would lose clicks in the end.
        var retry = s_functions["AggregateClicks"].GetProperty("retry");

        Assert.Equal(("exponentialBackoff", -1), (Text(retry, "strategy"), retry.GetProperty("maxRetryCount").GetInt32()));
        Assert.Equal("many", Text(Bindings(s_functions["AggregateClicks"]).Single(), "cardinality"));
    }

    [Fact]
    public void Requests_are_streamed_to_the_app_at_their_own_path()
    {
        var host = Read(Path.Combine(LocalTools.RepositoryRoot, "host.json"));

        Assert.True(host.GetProperty("customHandler").GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.Equal("", Text(host.GetProperty("extensions").GetProperty("http"), "routePrefix"));
        Assert.Equal("base64", Text(host.GetProperty("extensions").GetProperty("queues"), "messageEncoding"));
        Assert.Equal("Smartlinks.Functions", Text(host.GetProperty("customHandler").GetProperty("description"), "defaultExecutablePath"));
    }

    [Fact]
    public void Every_function_lies_in_the_output_alone_in_its_folder()
    {
        foreach (var name in s_functions.Keys)
            Assert.Equal(["function.json"], Directory.GetFileSystemEntries(Path.Combine(AppProcess.OutputFolder, name)).Select(Path.GetFileName));
        Assert.Equal(s_functions.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(AppProcess.OutputFolder, "function.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(AppProcess.OutputFolder, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(AppProcess.OutputFolder, "host.json")));
        Assert.Empty(Directory.GetFiles(AppProcess.OutputFolder, "appsettings*.json"));
    }

    /// <summary>Functions that can never be called: the host takes the first match in order of names, case ignored.</summary>
    private static IEnumerable<string> Hidden(IEnumerable<(string Name, string Route)> functions)
    {
        var ordered = functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return ordered.Where((function, at) => ordered.Take(at).Any(earlier => IsMatch(earlier.Route, Sample(function.Route)))).Select(function => function.Name);
    }

    private static bool IsMatch(string route, string path)
    {
        var pattern = Regex.Escape(route).Replace(@"\{", "{", StringComparison.Ordinal);
        pattern = CatchAll().Replace(pattern, "(/.*)?");
        return Regex.IsMatch(path, $"^{Parameter().Replace(pattern, "[^/]+")}$", RegexOptions.IgnoreCase);
    }

    private static string Sample(string route) => Parameter().Replace(SampleCatchAll().Replace(route, "some/path"), "some");

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }

    private static List<JsonElement> Bindings(JsonElement file) => [.. file.GetProperty("bindings").EnumerateArray()];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex(@"/\{\\\*[a-z]+}")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\{\*[a-z]+}")]
    private static partial Regex SampleCatchAll();

    [GeneratedRegex(@"\{[a-z]+}")]
    private static partial Regex Parameter();
}
