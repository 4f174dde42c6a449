using System.Net;
using System.Net.Sockets;
using Smartlinks.Support;

namespace Smartlinks.EndToEnd.Tests;

/// <summary>What someone sees who starts LocalHost: first time, again, and when something is in the way.</summary>
public sealed class NewcomerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smartlinks-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Control_C_stops_everything_and_the_next_run_finds_the_same_links_until_it_starts_fresh()
    {
        string organization, key, id;
        IReadOnlyList<int> started;
        var host = await StartAsync();
        await using (host)
        {
            (organization, key) = (host.Organization, host.ApiKey);
            id = (await host.Api.CreateLiveLinkAsync("GBDUW0000057", ("slug", "kept-link"))).Text("id");
            Assert.Equal(["die-with-a-smile", "kept-link", "marvin-gaye", "one-more-time", "paper-lanterns"], await SlugsAsync(host));
            await Eventually.HoldsAsync(() => host.Output.Contains("Ctrl-C stops everything", StringComparison.Ordinal), "the screen is shown");
            Assert.Contains($"{host.Url.GetLeftPart(UriPartial.Authority)}/die-with-a-smile", host.Output, StringComparison.Ordinal);
            Assert.Contains($"-H 'Authorization: Bearer {key}'", host.Output, StringComparison.Ordinal);
            started = ProcessTable.DescendantsOf(host.ProcessId);
            Assert.Contains(host.HandlerProcessId!.Value, started);
            Assert.Contains(host.AzuriteProcessId!.Value, started);

            Assert.Equal(0, await host.StopAsync());
        }

        Assert.DoesNotContain(started, ProcessTable.IsRunning);
        Assert.False(File.Exists(host.DemoFile));

        await using (var again = await StartAsync())
        {
            Assert.Equal((organization, key), (again.Organization, again.ApiKey));
            Assert.Equal("kept-link", (await again.Api.GetLinkAsync(id)).Text("slug"));
            Assert.Equal(HttpStatusCode.OK, (await new Fan(again.Http).OpenAsync("/kept-link")).Status);
            Assert.Equal(5, (await SlugsAsync(again)).Count);
        }

        await using var fresh = await StartAsync("--fresh");
        Assert.NotEqual(key, fresh.ApiKey);
        Assert.Equal(HttpStatusCode.NotFound, (await new Fan(fresh.Http).OpenAsync("/kept-link")).Status);
        Assert.Equal(4, (await SlugsAsync(fresh)).Count);
    }

    [Fact]
    public async Task A_second_one_on_the_same_data_says_that_one_runs()
    {
        await using var host = await StartAsync();

        // On the first one's port, as a second "dotnet run" has it.
        var second = await LocalHostProcess.RunToEndAsync(new LocalHostStart { DataFolder = _folder, Port = host.Url.Port });

        Assert.Equal(3, second.Code);
        Assert.Contains("already running", AssertOneLine(second), StringComparison.Ordinal);
        Assert.True(File.Exists(host.DemoFile));
        Assert.Equal(HttpStatusCode.OK, (await new Fan(host.Http).OpenAsync("/die-with-a-smile")).Status);
    }

    [Fact]
    public async Task A_taken_port_is_one_line_that_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var exit = await LocalHostProcess.RunToEndAsync(new LocalHostStart { DataFolder = _folder, Port = port });

        Assert.Equal(3, exit.Code);
        Assert.Contains($"Port {port}", AssertOneLine(exit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_Node_is_one_line_that_says_what_to_install()
    {
        var withoutNode = string.Join(Path.PathSeparator, LocalTools.SearchPath().Split(Path.PathSeparator).Where(folder => !File.Exists(Path.Combine(folder, "node"))));

        var exit = await LocalHostProcess.RunToEndAsync(new LocalHostStart { DataFolder = _folder, Environment = new Dictionary<string, string> { ["PATH"] = withoutNode } });

        Assert.Equal(3, exit.Code);
        Assert.Contains("Install Node.js", AssertOneLine(exit), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--app", "/no/such/folder")]
    [InlineData("--catalogue", "/no/such/file.csv")]
    [InlineData("--catalogue")]
    [InlineData("--port", "seventy")]
    [InlineData("--port", "65536")]
    public async Task A_wrong_option_is_one_line_and_exit_2(params string[] options)
    {
        var exit = await LocalHostProcess.RunToEndAsync(new LocalHostStart { DataFolder = _folder, Options = options });

        Assert.Equal(2, exit.Code);
        Assert.Contains(options[0], AssertOneLine(exit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalogue_adds_recordings()
    {
        // The trade's list beside the repository, where there is one; it has no row for this recording.
        var own = Path.Combine(_folder, "own.csv");
        await File.WriteAllTextAsync(own, "isrc,title,album,artists,released\nQZSLT2699991,Gelbe Zettel,Schreibtisch,Smartlinks Test Ensemble;Zweite Stimme,2024-05-03\n");
        var given = Path.Combine(LocalTools.RepositoryRoot, "..", "shared", "data", "recordings.csv");
        var hasGiven = File.Exists(given);

        await using var host = await StartAsync(["--catalogue", own, .. hasGiven ? new[] { "--catalogue", given } : []]);

        var link = await host.Api.CreateLiveLinkAsync("QZSLT2699991");
        Assert.Equal("Gelbe Zettel", link.Text("title"));
        // Who gives codes proves it by them; whoever has none to give may be likely at best, or a search that says so.
        string[] byCode = ["spotify", "apple-music", "amazon-music", "tidal", "deezer", "soundcloud"];
        Assert.Equal(9, link.GetProperty("destinations").GetArrayLength());
        Assert.All(byCode, service => Assert.Equal("confirmed", link.GetProperty("destinations").EnumerateArray().Single(each => each.Text("service") == service).Text("status")));
        if (hasGiven) Assert.Equal("MILLION DOLLAR BABY", (await host.Api.CreateLiveLinkAsync("QM24S2402528")).Text("title"));
    }

    [Fact]
    public async Task A_catalogue_with_a_bad_row_is_one_line_with_its_place()
    {
        var bad = Path.Combine(_folder, "bad.csv");
        await File.WriteAllTextAsync(bad, "isrc,title,album,artists,released\nnot-an-isrc,Title,Album,Artist,2024-05-03\n");

        var exit = await LocalHostProcess.RunToEndAsync(new LocalHostStart { DataFolder = _folder, Options = ["--catalogue", bad] });

        Assert.Equal(2, exit.Code);
        Assert.Contains("bad.csv", AssertOneLine(exit), StringComparison.Ordinal);
    }

    private Task<LocalHostProcess> StartAsync(params string[] options) => LocalHostProcess.StartAsync(new LocalHostStart { DataFolder = _folder, Options = options });

    /// <summary>Progress may come before it; what is wrong is one line, and no trace of the program's inside.</summary>
    private static string AssertOneLine(LocalHostExit exit) => Assert.Single(exit.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<IReadOnlyList<string>> SlugsAsync(LocalHostProcess host) =>
        [.. (await host.Api.ListAsync(100)).GetProperty("items").EnumerateArray().Select(link => link.Text("slug")).Order(StringComparer.Ordinal)];
}
