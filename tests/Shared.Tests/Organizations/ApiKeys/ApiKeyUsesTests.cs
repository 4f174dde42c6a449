using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations.ApiKeys;

public sealed class ApiKeyUsesTests
{
    private readonly InMemoryTableClient _table = new();
    private readonly ManualTime _time = new();
    private readonly ApiKeyUses _uses;
    private readonly ApiKeyRing _ring;

    public ApiKeyUsesTests() => (_uses, _ring) = (new ApiKeyUses(_table, _time, NullLogger<ApiKeyUses>.Instance), new ApiKeyRing(_table, new ScriptedIds(), _time));

    [Fact]
    public async Task Many_uses_are_noted_once_in_five_minutes_and_nobody_waits()
    {
        var (stored, _) = await _ring.CreateAsync(Some.Organization, "a key", ApiKeyScopes.Read, null, null, default);
        _table.Faults.ForgetCalls();

        for (var i = 0; i < 100; i++) _uses.Note(Some.Organization, stored.Id);
        Assert.Equal(0, _table.Faults.TotalCalls);
        await UntilAsync(() => _time.WaitingTimers == 1);
        _time.Advance(ApiKeyUses.Later);
        await UntilAsync(() => _table.Faults.TotalCalls == 1);
        for (var i = 0; i < 100; i++) _uses.Note(Some.Organization, stored.Id);
        _time.Advance(ApiKeyUses.Apart - ApiKeyUses.Later - TimeSpan.FromTicks(1));
        _uses.Note(Some.Organization, stored.Id);
        Assert.Equal(1, _table.Faults.TotalCalls);
        Assert.Equal(Some.Instant, (await ReadAsync())!.LastUsedAt);

        _time.Advance(TimeSpan.FromTicks(1));
        _uses.Note(Some.Organization, stored.Id);
        await UntilAsync(() => _time.WaitingTimers == 1);
        _time.Advance(ApiKeyUses.Later);
        await UntilAsync(() => _table.Faults.Calls("UpdateEntity") == 2);
        Assert.Equal(Some.Instant + ApiKeyUses.Apart, (await ReadAsync())!.LastUsedAt);
        Assert.Equal(("a key", ApiKeyScopes.Read), ((await ReadAsync())!.Name, (await ReadAsync())!.Scopes));
    }

    [Fact]
    public async Task A_key_that_was_revoked_meanwhile_stays_away()
    {
        var (stored, _) = await _ring.CreateAsync(Some.Organization, "a key", ApiKeyScopes.Read, null, null, default);
        _uses.Note(Some.Organization, stored.Id);
        Assert.True(await _ring.RevokeAsync(Some.Organization, stored.Id, default));

        await UntilAsync(() => _time.WaitingTimers == 1);
        _time.Advance(ApiKeyUses.Later);
        await UntilAsync(() => _table.Faults.Calls("UpdateEntity") == 1);

        Assert.Empty(_table.Rows);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !condition(); await Task.Delay(5)) Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2));
    }

    private async Task<StoredApiKey?> ReadAsync() => (await _ring.ListAsync(Some.Organization, 10, null, default)).Items.SingleOrDefault();
}
