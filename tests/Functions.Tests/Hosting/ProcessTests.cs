using System.Net.Http.Headers;
using Smartlinks.Functions.Hosting;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>The traps of running under the Functions host, on the built executable (DESIGN §2).</summary>
public sealed class ProcessTests
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    [Fact]
    public async Task It_listens_on_loopback_and_the_given_port_only_whatever_the_environment_says()
    {
        var port = LoopbackPort.PickFree();
        var environment = AppProcess.Environment(port);
        // What the public host images set, and what else an ASP.NET Core app would listen to.
        environment["ASPNETCORE_URLS"] = "http://+:80";
        environment["DOTNET_URLS"] = "http://+:80";
        environment["URLS"] = "http://+:80";
        environment["ASPNETCORE_HTTP_PORTS"] = "8080";
        environment["PREFERHOSTINGURLS"] = "true";
        environment["ASPNETCORE_CONTENTROOT"] = "/nonexistent";
        environment["DOTNET_CONTENTROOT"] = "/nonexistent";
        await using var app = AppProcess.Start(environment);
        await app.WaitForPortAsync(port);

        Assert.Equal([$"127.0.0.1:{port}"], app.Listening());
    }

    [Fact]
    public async Task It_starts_and_answers_the_readiness_probe_while_storage_is_down()
    {
        var port = LoopbackPort.PickFree();
        await using var app = AppProcess.Start(AppProcess.Environment(port));
        await app.WaitForPortAsync(port);

        Assert.Equal("Smartlinks is up.\n", await s_http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")));
    }

    [Fact]
    public async Task It_watches_no_files()
    {
        var port = LoopbackPort.PickFree();
        await using var app = AppProcess.Start(AppProcess.Environment(port));
        await app.WaitForPortAsync(port);

        Assert.DoesNotContain(app.OpenFiles(), name => name.Contains("inotify", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_logs_to_stdout_and_leaves_stderr_empty_even_for_errors()
    {
        var port = LoopbackPort.PickFree();
        await using var app = AppProcess.Start(AppProcess.Environment(port));
        await app.WaitForPortAsync(port);

        using var visit = await s_http.GetAsync(new Uri($"http://127.0.0.1:{port}/some-slug"));
        using var batch = new StringContent("not json", MediaTypeHeaderValue.Parse("application/json"));
        using var failed = await s_http.PostAsync(new Uri($"http://127.0.0.1:{port}/AggregateClicks"), batch);

        Assert.Equal((503, 500), ((int)visit.StatusCode, (int)failed.StatusCode));
        await Until.TrueAsync(() => app.Output.Contains("AggregateClicks failed", StringComparison.Ordinal) && app.Output.Contains("Storage does not answer", StringComparison.Ordinal), "the errors are logged");
        Assert.Equal("", app.Errors);
    }

    [Theory]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", null, "FUNCTIONS_CUSTOMHANDLER_PORT is not set")]
    [InlineData("AzureWebJobsStorage", null, "AzureWebJobsStorage is not set")]
    [InlineData("EventHub", null, "EventHub is not set")]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage: ")]
    [InlineData("EventHub", "nonsense", "EventHub: ")]
    public async Task It_ends_with_a_code_that_the_host_counts_and_names_the_setting_that_stops_it(string setting, string? value, string message)
    {
        var environment = AppProcess.Environment(LoopbackPort.PickFree());
        environment[setting] = value;
        await using var app = AppProcess.Start(environment);

        Assert.DoesNotContain(await app.WaitForExitAsync(), new[] { 0, 200 });
        await Until.TrueAsync(() => app.Output.Contains(message, StringComparison.Ordinal), $"it says '{message}'; it said: {app.Output}");
        Assert.Equal("", app.Errors);
    }

    [Fact]
    public async Task It_ends_with_a_code_that_the_host_counts_when_the_port_is_taken()
    {
        var port = LoopbackPort.PickFree();
        await using var first = AppProcess.Start(AppProcess.Environment(port));
        await first.WaitForPortAsync(port);
        await using var second = AppProcess.Start(AppProcess.Environment(port));

        Assert.DoesNotContain(await second.WaitForExitAsync(), new[] { 0, 200 });
        await Until.TrueAsync(() => second.Output.Contains("address already in use", StringComparison.OrdinalIgnoreCase), "it says why");
        Assert.Equal("", second.Errors);
    }

    [Fact]
    public async Task The_content_root_is_where_the_app_lies()
    {
        var settings = new Microsoft.Extensions.Configuration.ConfigurationBuilder();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(settings, AppFixture.Settings());
        await using var app = SmartlinksApp.Build(["--contentRoot", "/nonexistent"], settings: settings.Build());

        Assert.Equal(AppContext.BaseDirectory, app.Environment.ContentRootPath);
    }
}
