using System.Collections.Concurrent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.PreSaves;

/// <summary>Fans' libraries at one service, by access token. Saves and says so until a test has it answer something else. Thread-safe.</summary>
internal sealed class TestLibrary(StreamingService service) : IFanLibrary
{
    private readonly ConcurrentDictionary<(string Token, string Item), int> _held = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private int _underWay;

    public StreamingService Service { get; } = service;

    public int MostItems => 40;

    public ServicePace Pace { get; set; } = new(service.Id, TimeSpan.Zero, 1);

    /// <summary>Answers in the place of the library, which then does nothing; null: it does as asked.</summary>
    public Func<string, LibraryAnswer?> OnSave { get; set; } = _ => null;

    /// <summary>Answers after it did as asked; null: as it is.</summary>
    public Func<string, LibraryAnswer?> OnSaved { get; set; } = _ => null;

    public Func<string, LibraryAnswer?> OnContains { get; set; } = _ => null;

    public Func<string, LibraryAnswer> OnFollow { get; set; } = _ => new LibraryAnswer.Done([SaveOutcome.Saved]);

    /// <summary>Takes and proves nothing, as Apple Music does.</summary>
    public bool OnlyTakes { get; set; }

    public Func<Task>? Delay { get; set; }

    /// <summary><c>save {token} {item,item…} {attempt}</c>, <c>contains …</c>, <c>follow …</c>, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public int Saves => _calls.Count(call => call.StartsWith("save ", StringComparison.Ordinal));

    public int MostUnderWay { get; private set; }

    public bool Holds(string token) => _held.Keys.Any(each => each.Token == token);

    public IReadOnlyCollection<(string Token, string Item)> Held => [.. _held.Keys];

    public void Put(string token, string item) => _held[(token, item)] = 1;

    public async Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        MostUnderWay = Math.Max(MostUnderWay, underWay);
        try
        {
            _calls.Enqueue($"save {accessToken} {string.Join(',', items.Select(item => item.Id))} {attempt}");
            if (Delay is { } delay) await delay();
            if (OnSave(accessToken) is { } instead) return instead;
            var areNew = items.Select(item => _held.TryAdd((accessToken, item.Id), 1)).ToList();
            return OnSaved(accessToken) ?? new LibraryAnswer.Done([.. areNew.Select(isNew => OnlyTakes ? SaveOutcome.Taken : isNew ? SaveOutcome.Saved : SaveOutcome.AlreadyThere)]);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken)
    {
        _calls.Enqueue($"contains {accessToken} {items.Single().Id}");
        return Task.FromResult(OnContains(accessToken) ?? new LibraryAnswer.Contents([_held.ContainsKey((accessToken, items[0].Id))]));
    }

    public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        _calls.Enqueue($"follow {accessToken} {item.Id}");
        return Task.FromResult(OnFollow(accessToken));
    }
}
