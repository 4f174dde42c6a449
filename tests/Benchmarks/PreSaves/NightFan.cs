using Smartlinks.Fans;
using Smartlinks.PreSaves;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>What a fan of the night is like; it begins the fan's name at the services, and so tells whom a fault strikes.</summary>
internal enum FanKind
{
    Plain,

    /// <summary>Has the music already.</summary>
    Had,

    /// <summary>Takes the permission back before the night.</summary>
    Revoked,

    /// <summary>Consented so long ago that the permission has ended.</summary>
    Expired,

    /// <summary>Is not on the app's list.</summary>
    Unlisted,

    /// <summary>Pays for no library.</summary>
    NoSubscription,

    /// <summary>The service takes what is saved and never has it.</summary>
    Ignored,

    Canceled,

    /// <summary>Gets a new refresh token with every renewal.</summary>
    Rotates,
}

/// <param name="Link">From 0.</param>
/// <param name="Number">Unique among all.</param>
internal sealed record NightFan(FanId Id, int Number, FanKind Kind, int Link, StreamingService Service, string Zone)
{
    public string Name => FormattableString.Invariant($"{Kind.ToString().ToLowerInvariant()}-{Number}");

    /// <summary>The ends that are right for such a fan, and whether the music is in the library then.</summary>
    /// <param name="neverComes">The link has nothing at this service to the end.</param>
    public bool IsRight(PreSave ended, bool isHeld, bool neverComes) => (Kind, ended.State) switch
    {
        (FanKind.Canceled, PreSaveState.Canceled) => !isHeld,
        (_, PreSaveState.SourceMissing) when neverComes => isHeld == (Kind == FanKind.Had),
        (FanKind.Plain or FanKind.Rotates, PreSaveState.Saved) => isHeld,
        (FanKind.Had, PreSaveState.AlreadySaved or PreSaveState.Saved) => isHeld,
        (FanKind.Revoked, PreSaveState.GrantRevoked) => !isHeld,
        (FanKind.Expired, PreSaveState.GrantExpired or PreSaveState.GrantRevoked) => !isHeld,
        (FanKind.Unlisted, PreSaveState.NotAllowed) => !isHeld,
        (FanKind.NoSubscription, PreSaveState.NotAvailable) => !isHeld,
        (FanKind.Ignored, PreSaveState.Submitted) => !isHeld,
        // A kill between marking and asking leaves a doubt that the end of the permission does not lift.
        (FanKind.Revoked or FanKind.Expired, PreSaveState.Submitted) => !isHeld && ended.Unanswered,
        // The new refresh token came, and the process died before it was stored: the service takes no other. The fan is told.
        (FanKind.Rotates, PreSaveState.GrantRevoked) => !isHeld,
        _ => false,
    };
}
