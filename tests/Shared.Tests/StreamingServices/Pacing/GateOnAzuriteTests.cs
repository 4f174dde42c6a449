using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.StreamingServices.Pacing;

/// <summary>The gate over real tables, with real concurrency and in real time.</summary>
[Collection(nameof(AzuriteCollection))]
public sealed class GateOnAzuriteTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Instances_share_a_pace_and_a_quota()
    {
        var table = await azurite.NewTableAsync();
        var pace = new ServicePace("real", TimeSpan.FromMilliseconds(20), 10, DailyQuota: 60, ResetZone: NoonZone());
        var gates = Enumerable.Range(0, 4).Select(_ => new ServiceGate(table, new PacingOptions(), TimeProvider.System, NullLogger<ServiceGate>.Instance)).ToList();
        var (passed, reasons) = (new ConcurrentQueue<DateTimeOffset>(), new ConcurrentDictionary<string, int>());
        await Task.WhenAll(Enumerable.Range(0, 80).Select(caller => Task.Run(async () =>
        {
            for (var attempt = 0; attempt < 200; attempt++)
            {
                var refused = await gates[caller % 4].EnterAsync(pace, CancellationToken.None);
                if (refused is null) passed.Enqueue(TimeProvider.System.GetUtcNow());
                else reasons.AddOrUpdate(refused.Reason, 1, (_, count) => count + 1);
                if (refused is null or { Reason: UnavailableReasons.QuotaExhausted }) return;
                await Task.Delay(refused.RetryAfter!.Value);
            }
        })));

        Assert.Equal(60, passed.Count);
        Assert.Equal(20, reasons[UnavailableReasons.QuotaExhausted]);
        var took = passed.Max() - passed.Min();
        // What the machine's own lateness adds is not the gate's: the whole is what counts here.
        Assert.True(took >= (pace.Interval * (60 - pace.Burst - 1)) - TimeSpan.FromMilliseconds(200), $"{took}");
        gates.ForEach(gate => gate.Dispose());
    }

    [Fact]
    public async Task A_state_is_stored_whole_and_read_back()
    {
        var table = await azurite.NewTableAsync();
        var state = new PaceState
        {
            TakenUntil = Some.Instant.AddTicks(1),
            WrittenAt = Some.Instant.AddTicks(2),
            BlockedUntil = Some.Instant.AddTicks(3),
            BlockedReason = UnavailableReasons.RateLimited,
            BlockedTimes = 4,
            QuotaUntil = Some.Instant.AddTicks(5),
            QuotaTimes = 6,
            OpenUntil = Some.Instant.AddTicks(7),
            OpenedTimes = 8,
            TrialUntil = Some.Instant.AddTicks(9),
        };
        await table.AddEntityAsync(PaceRow.From("any", state));
        Assert.Equal(state, PaceRow.Read((await table.GetEntityIfExistsAsync("any", PaceRow.StateKey))!));
        await table.UpsertEntityAsync(PaceRow.From("any", new PaceState { WrittenAt = Some.Instant, TakenUntil = Some.Instant }));
        Assert.Equal(new PaceState { WrittenAt = Some.Instant, TakenUntil = Some.Instant }, PaceRow.Read((await table.GetEntityIfExistsAsync("any", PaceRow.StateKey))!));
    }

    /// <summary>A zone where it is far from midnight now.</summary>
    private static string NoonZone() => TimeProvider.System.GetUtcNow().Hour is > 2 and < 22 ? "UTC" : "Asia/Tokyo";
}
