using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>
/// Puts fans into storage as their yes leaves them: the grant, where the pre-save lies, and the pre-save with its bucket's counts, 99 to a transaction. Every twentieth says
/// yes by the app's own <see cref="PreSaveTaker"/>.
/// </summary>
internal sealed class FanSeeder(NightMachine machine, IReadOnlyList<Link> links)
{
    private const int AtOnce = 48;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(180);

    /// <summary>Their consents, by the clock as it stands.</summary>
    public Task ConnectAsync(IEnumerable<NightFan> fans) => EachAsync(fans, async (fan, cancellationToken) =>
    {
        var (given, now) = (machine.Sandbox.Connect(fan.Service, fan.Name), machine.Clock.GetUtcNow());
        // What the app does with an answer to its code: a token without renewal is good until it is refused.
        var tokens = new AccountTokens(given.Access, given.Refresh is null ? null : now + given.Lifetime, given.Refresh, given.Scope);
        DateTimeOffset? endsAt = fan.Service == StreamingService.Spotify || fan.Service == StreamingService.AppleMusic ? now + s_longest : null;
        await machine.Grants.PutAsync(machine.Grants.Seal(new FanGrant(fan.Id, fan.Service, now, endsAt, "US", Follows: false), tokens), cancellationToken);
        if (fan.Kind == FanKind.Had) machine.Sandbox.Libraries.Add(fan.Service, fan.Name, new LibraryItem(LibraryKind.Track, NightLinks.ItemOf(links[fan.Link], fan.Service)), now);
    });

    public async Task TakeAsync(IReadOnlyList<NightFan> fans)
    {
        var slots = fans.Where(fan => fan.Number % 20 != 0).GroupBy(fan => (fan.Link, fan.Zone));
        await EachAsync(slots, (slot, cancellationToken) => FillAsync(links[slot.Key.Link], slot.Key.Zone, [.. slot], cancellationToken));
        var taker = new PreSaveTaker(machine.Index, machine.Slots, machine.Buckets, machine.Follower, machine.Clock);
        await EachAsync(fans.Where(fan => fan.Number % 20 == 0), async (fan, cancellationToken) =>
        {
            var taken = await taker.TakeAsync(links[fan.Link], fan.Service, fan.Id, TimeZoneInfo.FindSystemTimeZoneById(fan.Zone), "US", follows: false, null, cancellationToken);
            if (taken is not TakeResult.Taken) throw new InvalidOperationException($"A yes ended as {taken}.");
        });
        var canceler = new PreSaveCanceler(machine.Index, machine.Buckets, machine.Clock);
        await EachAsync(fans.Where(fan => fan.Kind == FanKind.Canceled), async (fan, cancellationToken) =>
        {
            if (await canceler.CancelAsync(fan.Id, links[fan.Link].Id, fan.Service, cancellationToken) is not CancelResult.Canceled) throw new InvalidOperationException("A no was not taken.");
        });
    }

    /// <summary>Buckets one after the other, each as full as the taker fills them.</summary>
    private async Task FillAsync(Link link, string zone, IReadOnlyList<NightFan> fans, CancellationToken cancellationToken)
    {
        var slot = await machine.Slots.OpenAsync(link, zone, cancellationToken);
        var buckets = fans.Chunk(Bucket.Full).ToList();
        var opened = 1;
        while (opened < buckets.Count) opened *= 2;
        slot = await machine.Slots.ChangeAsync(link.Id, zone, current => current with { Buckets = opened }, cancellationToken) ?? slot;
        for (var number = 0; number < buckets.Count; number++)
            foreach (var page in buckets[number].Chunk(Buckets.MostAtOnce)) await WriteAsync(link, new PreSaveKey(link.Id, zone, number), page, cancellationToken);
        await machine.Follower.FollowAsync(link, (await machine.Slots.FindAsync(link.Id, zone, cancellationToken))!, cancellationToken);
    }

    private async Task WriteAsync(Link link, PreSaveKey key, IReadOnlyList<NightFan> fans, CancellationToken cancellationToken)
    {
        var now = machine.Clock.GetUtcNow();
        foreach (var fan in fans)
            await machine.Index.TryPutAsync(new FanEntry(fan.Id, link.Id, fan.Service, link.Organization, link.Address, key.Zone, key.Bucket, 1, now), cancellationToken);
        List<PreSave> added = [.. fans.Select(fan => new PreSave(key, fan.Service, fan.Id, PreSaveState.Queued, null, now, now, "US", Follows: false, null, 0, null, null))];
        if (await machine.Buckets.ChangeAsync(key, bucket => new BucketChange(bucket, added, []), cancellationToken) is not BucketWrite.Written) throw new InvalidOperationException("A bucket was not written.");
    }

    private static Task EachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, Task> act) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (each, token) => await act(each, token));
}
