using System.Collections.Concurrent;
using System.Diagnostics;
using Smartlinks.EndToEnd.Tests;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>A link that was asked for, and what became of it so far.</summary>
internal sealed class AskedLink(string isrc, string id, TimeSpan createdAt)
{
    public string Isrc { get; } = isrc;

    public string Id { get; } = id;

    /// <summary>Since the run began, as the next two.</summary>
    public TimeSpan CreatedAt { get; } = createdAt;

    public TimeSpan? FirstMatchAt { get; private set; }

    public TimeSpan? SettledAt { get; private set; }

    /// <summary>As last seen.</summary>
    public SeenLink? Seen { get; private set; }

    public void See(SeenLink link, TimeSpan at)
    {
        Seen = link;
        if (link.HasMatch) FirstMatchAt ??= at;
        SettledAt = link.IsSettled ? SettledAt ?? at : null;
    }
}

/// <summary>A LocalHost of its own, links made in it by ISRC over its API, and a look at each until it is settled.</summary>
internal sealed class ResolvingRun : IAsyncDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);

    private readonly LocalHostProcess _host;
    private readonly long _began = Stopwatch.GetTimestamp();
    private List<AskedLink> _links = [];

    private ResolvingRun(LocalHostProcess host) => (_host, Sandbox) = (host, new Sandbox(host.Http, host.Sandbox));

    public Sandbox Sandbox { get; }

    public Api Api => _host.Api;

    public IReadOnlyList<AskedLink> Links => _links;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    public static async Task<ResolvingRun> StartAsync(params string[] options)
    {
        var run = new ResolvingRun(await LocalHostProcess.StartAsync(["--fresh", .. options]));
        // The demo's own links are looked up at the start: what is measured comes after them.
        foreach (var id in await run.Api.ListIdsAsync()) await run.WaitAsync(id);
        await run.Sandbox.ResetMetersAsync();
        await run.Sandbox.ForgetRequestsAsync();
        return run;
    }

    public async Task<SeenLink> GetAsync(string id) => SeenLink.Read(await Api.GetLinkAsync(id));

    /// <summary>As fast as the API takes them. Returns how long that took.</summary>
    public async Task<TimeSpan> CreateAsync(IEnumerable<string> isrcs)
    {
        var (made, from) = (new ConcurrentBag<AskedLink>(), Elapsed);
        await Parallel.ForEachAsync(isrcs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (isrc, _) =>
        {
            var id = (await Api.CreateLinkAsync(isrc)).Text("id");
            made.Add(new AskedLink(isrc, id, Elapsed));
        });
        _links = [.. _links, .. made.OrderBy(link => link.CreatedAt)];
        return Elapsed - from;
    }

    /// <summary>Looks at every link that is not settled, once a second at most. False: some are not settled after <paramref name="patience"/>.</summary>
    /// <param name="isDone">What a link is looked at for; null: that it is settled.</param>
    public async Task<bool> SettleAsync(TimeSpan patience, Func<SeenLink, bool>? isDone = null)
    {
        var (from, told) = (Elapsed, Elapsed);
        while (true)
        {
            var open = _links.Where(link => link.Seen is not { } seen || !(isDone ?? (each => each.IsSettled))(seen)).ToList();
            if (open.Count == 0) return true;
            if (Elapsed - from > patience) return false;
            if (Elapsed - told > TimeSpan.FromSeconds(30))
            {
                told = Elapsed;
                await Console.Error.WriteLineAsync($"{Elapsed:hh\\:mm\\:ss} {_links.Count(link => link.FirstMatchAt is not null)} of {_links.Count} with a match, {_links.Count - open.Count} settled");
            }

            var looking = Elapsed;
            await LookAtAsync(open);
            // What is measured has to do the looking as well: a quarter of the time at most.
            var looked = (Elapsed - looking) * 3;
            await Task.Delay(looked > s_betweenLooks ? looked : s_betweenLooks);
        }
    }

    /// <summary>Looks at all links once more, whatever was seen of them.</summary>
    public Task LookAgainAsync() => LookAtAsync(_links);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task WaitAsync(string id)
    {
        for (var started = Elapsed; !(await GetAsync(id)).IsSettled; await Task.Delay(200))
            if (Elapsed - started > TimeSpan.FromMinutes(2)) throw new TimeoutException($"The demo's link {id} does not settle.");
    }

    private Task LookAtAsync(IReadOnlyList<AskedLink> links) => Parallel.ForEachAsync(links, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (link, _) => link.See(await GetAsync(link.Id), Elapsed));
}
