using System.Collections.Concurrent;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.PreSaves;

/// <summary>What a fan of the soak is like, which tells the ends that are right.</summary>
internal enum SoakFan
{
    Plain,
    HadIt,
    Revoked,
    Expired,
    NotListed,
    NoSubscription,
    StaleToken,
    Canceling,

    /// <summary>Takes the permission back as soon as the service was asked for the first time.</summary>
    RevokesInBetween,

    /// <summary>The service never shows what it took, and does not have it.</summary>
    Ignored,
}

/// <summary>The fans of the soak, and services that misbehave: bursts of failures of which some saved all the same, limits, a quota, late music.</summary>
internal sealed class SoakFans(PreSaveWorld world, Crashes crashes)
{
    private const string Fresh = "fresh ";

    private readonly ConcurrentDictionary<FanId, SoakFan> _kinds = new();
    private readonly ConcurrentDictionary<string, bool> _asked = new();

    public int Count => _kinds.Count;

    public FanId Add(int index)
    {
        var fan = world.NewFan();
        _kinds[fan] = (index % 25) switch { 0 => SoakFan.HadIt, 1 => SoakFan.Revoked, 2 => SoakFan.Expired, 3 => SoakFan.NotListed, 4 => SoakFan.NoSubscription, 5 or 6 => SoakFan.StaleToken, 7 => SoakFan.Canceling, 8 => SoakFan.RevokesInBetween, 9 => SoakFan.Ignored, _ => SoakFan.Plain };
        return fan;
    }

    public SoakFan KindOf(FanId fan) => _kinds[fan];

    public void Misbehave(DateTimeOffset quotaUntil, DateTimeOffset burstFrom, DateTimeOffset deezerLiveAt)
    {
        world.Grant = OpenGrant;
        foreach (var library in new[] { world.Spotify, world.Apple, world.Deezer })
        {
            library.Delay = async () => await Task.Yield();
            library.OnSave = token => Note(token) ?? OfKind(token, library) ?? OfService(library, quotaUntil, burstFrom, deezerLiveAt);
            library.OnSaved = _ => IsBurst(library, burstFrom) && crashes.Chance(0.2) ? new LibraryAnswer.Unavailable(UnavailableReasons.Timeout, null) : null;
            library.OnContains = token => IsStale(token) ? new LibraryAnswer.Refused() : crashes.Chance(0.05) ? new LibraryAnswer.Unavailable("http503", null) : null;
        }
    }

    /// <summary>Whether the fan's library at the service holds the music.</summary>
    public bool Holds(PreSave preSave)
    {
        var library = preSave.Service == StreamingService.Spotify ? world.Spotify : preSave.Service == StreamingService.AppleMusic ? world.Apple : world.Deezer;
        return library.Holds(preSave.Fan.ToString()) || library.Holds(Fresh + preSave.Fan);
    }

    public bool IsRight(PreSave preSave) => (KindOf(preSave.Fan), preSave.State) switch
    {
        (SoakFan.Plain or SoakFan.StaleToken, PreSaveState.Saved) => Holds(preSave),
        (SoakFan.HadIt, PreSaveState.AlreadySaved or PreSaveState.Saved) => Holds(preSave),
        (SoakFan.Ignored, PreSaveState.Submitted) => !Holds(preSave),
        (SoakFan.Revoked, PreSaveState.GrantRevoked) => !Holds(preSave),
        (SoakFan.Expired, PreSaveState.GrantExpired) => !Holds(preSave),
        (SoakFan.NotListed, PreSaveState.NotAllowed) => !Holds(preSave),
        (SoakFan.NoSubscription, PreSaveState.NotAvailable) => !Holds(preSave),
        (SoakFan.Canceling, PreSaveState.Canceled) => !Holds(preSave),
        // A kill between marking and asking leaves a doubt that the grant's end does not lift.
        (SoakFan.Revoked or SoakFan.Expired, PreSaveState.Submitted) => !Holds(preSave) && preSave.Unanswered,
        (SoakFan.RevokesInBetween, PreSaveState.Saved) => Holds(preSave),
        (SoakFan.RevokesInBetween, PreSaveState.GrantRevoked) => !Holds(preSave),
        (SoakFan.RevokesInBetween, PreSaveState.Submitted) => true,
        _ => false,
    };

    private GrantAccess? OpenGrant(FanId fan, string? refused) => KindOf(fan) switch
    {
        SoakFan.Revoked => new GrantAccess.Ended(PreSaveReasons.GrantRefused),
        SoakFan.Expired => new GrantAccess.Ended(PreSaveReasons.GrantEnded),
        SoakFan.RevokesInBetween when _asked.ContainsKey(fan.ToString()) => new GrantAccess.Ended(PreSaveReasons.GrantRefused),
        SoakFan.StaleToken when refused is not null => new GrantAccess.Open(Fresh + fan),
        _ when crashes.Chance(0.01) => new GrantAccess.Waits(PreSaveReasons.ServiceDown, TimeSpan.FromSeconds(30)),
        _ => null,
    };

    private LibraryAnswer? Note(string token)
    {
        _asked[token] = true;
        return null;
    }

    private bool IsStale(string token) => !token.StartsWith(Fresh, StringComparison.Ordinal) && KindOf(FanId.Parse(token)) == SoakFan.StaleToken;

    private LibraryAnswer? OfKind(string token, TestLibrary library) => KindOf(FanId.Parse(token.Replace(Fresh, "", StringComparison.Ordinal))) switch
    {
        SoakFan.NotListed => new LibraryAnswer.NotAllowed(),
        SoakFan.NoSubscription => new LibraryAnswer.NoSubscription(),
        SoakFan.StaleToken when IsStale(token) => new LibraryAnswer.Refused(),
        SoakFan.Ignored when library.OnlyTakes => new LibraryAnswer.Done([SaveOutcome.Taken]),
        _ => null,
    };

    private LibraryAnswer? OfService(TestLibrary library, DateTimeOffset quotaUntil, DateTimeOffset burstFrom, DateTimeOffset deezerLiveAt)
    {
        var now = world.Time.GetUtcNow();
        if (library == world.Deezer && now < deezerLiveAt) return new LibraryAnswer.Done([SaveOutcome.NotThere]);
        if (library == world.Spotify && now < quotaUntil && now > quotaUntil.AddHours(-2)) return new LibraryAnswer.Unavailable(UnavailableReasons.QuotaExhausted, quotaUntil - now);
        if (IsBurst(library, burstFrom) && crashes.Chance(0.4)) return new LibraryAnswer.Unavailable("http503", null);
        return crashes.Chance(0.02) ? new LibraryAnswer.Unavailable(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(20)) : null;
    }

    private bool IsBurst(TestLibrary library, DateTimeOffset from) => library != world.Apple && world.Time.GetUtcNow() is var now && now >= from && now < from.AddMinutes(20);
}
