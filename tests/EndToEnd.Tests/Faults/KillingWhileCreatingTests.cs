using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Faults;

[Collection(nameof(FaultTests))]
public sealed class KillingWhileCreatingTests
{
    private const int Kills = 8;
    private const int Workers = 4;

    [Fact]
    public async Task A_creation_that_a_kill_interrupted_ends_in_one_link_when_it_is_repeated_with_its_key()
    {
        await using var host = await LocalHostProcess.StartAsync();
        var before = await host.Api.ListIdsAsync();
        var keys = new ConcurrentDictionary<string, string?>();
        using var stopping = new CancellationTokenSource();
        var next = 0;
        var work = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                var key = $"key-{Interlocked.Increment(ref next)}";
                keys[key] = null;
                keys[key] = await TryCreateAsync(host, key);
            }
        })));
        var random = new Random(7);
        for (var kills = 0; kills < Kills;)
        {
            var until = keys.Count + random.Next(5, 25);
            await Eventually.HoldsAsync(() => keys.Count >= until, "more creations", () => host.Output);
            if (await host.KillAppAsync()) kills++;
        }

        await stopping.CancelAsync();
        await work;
        var interrupted = keys.Count(entry => entry.Value is null);
        var created = new Dictionary<string, string>();
        foreach (var (key, answered) in keys)
        {
            var link = await TryCreateAsync(host, key) ?? throw new InvalidOperationException($"{key} is not created");
            Assert.True(answered is null || answered == link, $"{key} was {answered} and is {link}");
            created[key] = link;
        }

        Assert.True(interrupted > 0, "no creation was interrupted");
        Assert.Equal(keys.Count, created.Values.Distinct().Count());
        var listed = (await host.Api.ListIdsAsync()).Except(before).ToList();
        Assert.Equal(created.Values.Order(), listed.Order());
        foreach (var id in listed)
        {
            var link = await host.Api.GetLinkAsync(id);
            using var answer = await host.Http.GetAsync(new Uri($"/{link.Text("slug")}/deezer", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        }
    }

    /// <summary>The link's id; null when there was no answer.</summary>
    private static async Task<string?> TryCreateAsync(LocalHostProcess host, string key)
    {
        try
        {
            using var answer = await host.Api.SendAsync(HttpMethod.Post, host.Api.LinksPath, new { destinations = new { deezer = "https://www.deezer.com/track/3135556" }, title = key }, ("Idempotency-Key", key));
            if (answer.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable) return null;
            return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Text("id");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
