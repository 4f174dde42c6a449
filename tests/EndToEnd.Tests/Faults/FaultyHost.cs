using System.Net.Http.Json;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Faults;

/// <summary>What fault tests do to a LocalHost, from outside only.</summary>
internal static class FaultyHost
{
    private static readonly string[] s_destinations = ["https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT", "https://www.deezer.com/track/3135556"];

    /// <summary>Small journals, short pauses: what takes minutes of an outage happens within seconds.</summary>
    public static LocalHostStart Impatient { get; } = new()
    {
        Environment = new Dictionary<string, string>
        {
            ["Clicks__SpillAboveBytes"] = "4096",
            ["Clicks__LongestPause"] = "00:00:00.5",
            ["Clicks__ReplayPause"] = "00:00:01",
        },
    };

    /// <summary>Links with a Spotify and a Deezer destination, which need no resolving.</summary>
    public static async Task<IReadOnlyList<LoadLink>> CreateLinksAsync(this LocalHostProcess host, int count)
    {
        var links = new List<LoadLink>();
        for (var i = 0; i < count; i++)
        {
            var link = await host.Api.CreateAsync(("destinations", new Dictionary<string, string> { ["spotify"] = s_destinations[0], ["deezer"] = s_destinations[1] }), ("title", $"Load {i}"));
            links.Add(new LoadLink(link.Text("id"), link.Text("slug")));
        }

        return links;
    }

    public static async Task SetFaultAsync(this LocalHostProcess host, string part, object faults)
    {
        using var answer = await host.Http.PutAsJsonAsync(new Uri(host.Sandbox, $"faults/{part}"), faults);
        answer.EnsureSuccessStatusCode();
    }

    public static async Task MoveClockAsync(this LocalHostProcess host, TimeSpan offset)
    {
        using var answer = await host.Http.PutAsJsonAsync(new Uri(host.Sandbox, "clock"), new { offsetSeconds = offset.TotalSeconds });
        answer.EnsureSuccessStatusCode();
    }

    public static async Task ClearFaultsAsync(this LocalHostProcess host, string part)
    {
        using var answer = await host.Http.DeleteAsync(new Uri(host.Sandbox, $"faults/{part}"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Events of the hub that the app has not been through.</summary>
    public static async Task<long> CountWaitingEventsAsync(this LocalHostProcess host)
    {
        using var answer = await host.Http.GetAsync(new Uri(host.Sandbox, "faults/event-hub"));
        return (await Api.ReadAsync(answer, System.Net.HttpStatusCode.OK)).GetProperty("waiting").GetInt64();
    }

    /// <summary>SIGKILL to the app, from outside; returns when another one answers. False: none ran.</summary>
    public static async Task<bool> KillAppAsync(this LocalHostProcess host)
    {
        if (host.HandlerProcessId is not { } id) return false;
        Kill(id);
        await Eventually.HoldsAsync(() => !ProcessTable.IsRunning(id), $"app {id} is gone");
        await host.WaitForAppAsync();
        return true;
    }

    public static Task WaitForAppAsync(this LocalHostProcess host) => Eventually.HoldsAsync(
        async () =>
        {
            using var answer = await host.Http.GetAsync(new Uri(host.Url, "no-such-link-here/at/all"));
            return (int)answer.StatusCode < 500;
        },
        "the app answers",
        () => host.Output);

    /// <summary>SIGKILL to LocalHost alone: what it started is left to itself.</summary>
    public static async Task KillAloneAsync(this LocalHostProcess host)
    {
        Kill(host.ProcessId);
        await Eventually.HoldsAsync(() => host.HasExited, "LocalHost is gone");
    }

    private static void Kill(int id)
    {
        using var process = System.Diagnostics.Process.GetProcessById(id);
        process.Kill();
    }

    public static string ReadLog(this LocalHostProcess host)
    {
        using var log = new StreamReader(new FileStream(Path.Combine(host.DataFolder, "localhost.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd();
    }

    /// <summary>Returns when the report is as wanted; on failure the message shows what it was.</summary>
    public static Task<JsonElement> WaitForReportAsync(this LocalHostProcess host, string link, Predicate<JsonElement> isWanted) =>
        Eventually.GetAsync(() => host.Api.GetReportAsync(link), isWanted, $"the report of {link}", TimeSpan.FromSeconds(90));
}
