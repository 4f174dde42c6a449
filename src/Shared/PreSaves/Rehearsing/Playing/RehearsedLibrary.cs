using Smartlinks.Fans;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>
/// Stands in for one service's libraries: keeps what each fan has and notes when a fan was first asked for. It never calls anybody; of the real library it has the name, the pace and
/// what can be kept. Apple Music's takes and proves nothing. Thread-safe.
/// </summary>
/// <param name="troubles">What it misbehaves by; null: it does as asked.</param>
public sealed class RehearsedLibrary(IFanLibrary real, RehearsalClock clock, RehearsedTroubles? troubles) : IFanLibrary
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FanId, List<ServiceItem>> _held = [];
    private readonly Dictionary<FanId, DateTimeOffset> _askedAt = [];

    public StreamingService Service { get; } = real.Service;

    public int MostItems { get; } = real.MostItems;

    public ServicePace Pace { get; } = real.Pace;

    private bool OnlyTakes => Service == StreamingService.AppleMusic;

    /// <summary>What it answers for no fan's name: a rule of the adapter, no request.</summary>
    public bool CanKeep(ItemKind kind) => real.CanKeep(kind);

    /// <summary>What a fan has, the same twice where it was added twice.</summary>
    public IReadOnlyList<ServiceItem> HeldBy(FanId fan)
    {
        lock (_lock) return [.. _held.GetValueOrDefault(fan) ?? []];
    }

    public IReadOnlyCollection<FanId> Fans
    {
        get
        {
            lock (_lock) return [.. _held.Keys];
        }
    }

    /// <summary>When the service was first asked for a fan; null: never.</summary>
    public DateTimeOffset? AskedAt(FanId fan)
    {
        lock (_lock) return _askedAt.TryGetValue(fan, out var at) ? at : null;
    }

    /// <summary>Adds without looking whether it is there.</summary>
    public void Put(FanId fan, ServiceItem item)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(fan, out var items)) _held[fan] = items = [];
            items.Add(item);
        }
    }

    public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken) => Task.FromResult(Save(accessToken, items));

    public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken)
    {
        Note(accessToken);
        return Task.FromResult(troubles?.InsteadOfLooking(Service, accessToken) ?? new LibraryAnswer.Contents([.. items.Select(item => HeldBy(RehearsedGrants.FanOf(accessToken)).Contains(item))]));
    }

    public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken) =>
        Task.FromResult<LibraryAnswer>(new LibraryAnswer.Done([SaveOutcome.Saved]));

    private LibraryAnswer Save(string accessToken, IReadOnlyList<ServiceItem> items)
    {
        Note(accessToken);
        var fan = RehearsedGrants.FanOf(accessToken);
        // What a service has for a fan, it has.
        if (troubles?.InsteadOfSaving(Service, accessToken, OnlyTakes, HeldBy(fan).Count > 0) is { } instead) return instead;
        var outcomes = items.Select(item => Add(fan, item)).ToList();
        return troubles?.AfterSaving(Service) ?? new LibraryAnswer.Done(outcomes);
    }

    private SaveOutcome Add(FanId fan, ServiceItem item)
    {
        if (!CanKeep(item.Kind)) return SaveOutcome.NotThere;
        var isThere = HeldBy(fan).Contains(item);
        if (!isThere) Put(fan, item);
        return OnlyTakes ? SaveOutcome.Taken : isThere ? SaveOutcome.AlreadyThere : SaveOutcome.Saved;
    }

    private void Note(string accessToken)
    {
        lock (_lock) _askedAt.TryAdd(RehearsedGrants.FanOf(accessToken), clock.GetUtcNow());
    }
}
