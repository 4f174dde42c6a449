using System.Collections.Concurrent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>
/// How services misbehave in a rehearsal: each for the first time when it is first asked, and every six hours again. Two minutes of 429 with <c>Retry-After</c>, three of
/// failures of which every second saved all the same, then the item is not there yet, later a quota is used up. Some tokens are refused until renewed. Thread-safe.
/// </summary>
public sealed class RehearsedTroubles(RehearsalClock clock)
{
    private static readonly TimeSpan s_again = TimeSpan.FromHours(6);
    private static readonly TimeSpan s_limitedUntil = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_failingUntil = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_lateUntil = TimeSpan.FromMinutes(7.5);
    private static readonly TimeSpan s_quotaFrom = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan s_quotaUntil = TimeSpan.FromMinutes(50);

    private readonly ConcurrentDictionary<StreamingService, DateTimeOffset> _beganAt = new();
    private readonly ConcurrentDictionary<string, int> _given = new();
    private int _failing;

    /// <summary>How often it misbehaved, by way.</summary>
    public IReadOnlyDictionary<string, int> Given => _given;

    /// <param name="onlyTakes">It takes what it does not have, and says nothing.</param>
    /// <param name="isThere">The fan has it already.</param>
    public LibraryAnswer? InsteadOfSaving(StreamingService service, string accessToken, bool onlyTakes, bool isThere)
    {
        if (InsteadOfLooking(service, accessToken) is { } instead) return instead;
        return !isThere && Elapsed(service) is var elapsed && elapsed >= s_failingUntil && elapsed < s_lateUntil
            ? Give("late item", new LibraryAnswer.Done([onlyTakes ? SaveOutcome.Taken : SaveOutcome.NotThere])) : null;
    }

    public LibraryAnswer? InsteadOfLooking(StreamingService service, string accessToken)
    {
        if (!RehearsedGrants.IsRenewed(accessToken) && accessToken[^8] is 'a' or 'b' or 'c') return Give("refused token", new LibraryAnswer.Refused());
        var elapsed = Elapsed(service);
        if (elapsed < s_limitedUntil) return Give("429", new LibraryAnswer.Unavailable(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(30)));
        if (elapsed < s_failingUntil && Interlocked.Increment(ref _failing) % 2 == 0) return Give("5xx", new LibraryAnswer.Unavailable("http503", null));
        return elapsed >= s_quotaFrom && elapsed < s_quotaUntil ? Give("quota", new LibraryAnswer.Unavailable(UnavailableReasons.QuotaExhausted, TimeSpan.FromMinutes(10))) : null;
    }

    /// <summary>What is saved, and not said.</summary>
    public LibraryAnswer? AfterSaving(StreamingService service) =>
        Elapsed(service) is var elapsed && elapsed >= s_limitedUntil && elapsed < s_failingUntil ? Give("lost answer", new LibraryAnswer.Unavailable(UnavailableReasons.Timeout, null)) : null;

    private TimeSpan Elapsed(StreamingService service)
    {
        var now = clock.GetUtcNow();
        return TimeSpan.FromTicks((now - _beganAt.GetOrAdd(service, now)).Ticks % s_again.Ticks);
    }

    private LibraryAnswer Give(string way, LibraryAnswer answer)
    {
        _given.AddOrUpdate(way, 1, (_, count) => count + 1);
        return answer;
    }
}
