using Azure;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves;

/// <summary>Where a pre-save stands. From <see cref="Saved"/> on all are ends: never left again.</summary>
public enum PreSaveState
{
    /// <summary>Waits for its moment, or for the next try.</summary>
    Queued,

    /// <summary>The service is being asked, or was and its answer is not known.</summary>
    Saving,

    Saved,

    /// <summary>The fan had it before.</summary>
    AlreadySaved,

    /// <summary>The service was asked, and nothing proves that it is there: it took it and does not show it (Apple Music), or never answered.</summary>
    Submitted,

    /// <summary>The fan's permission came to its end before the release.</summary>
    GrantExpired,

    /// <summary>The fan took the permission back at the service.</summary>
    GrantRevoked,

    /// <summary>The service does not let this deployment save for this fan, or did not for 72 hours.</summary>
    NotAllowed,

    /// <summary>The service has the music, and not for this fan: country or subscription.</summary>
    NotAvailable,

    /// <summary>The music did not come to the service within 72 hours.</summary>
    SourceMissing,

    /// <summary>By the fan, or because the link was taken away.</summary>
    Canceled,
}

/// <summary>Why a grant was of no use when it was last looked at.</summary>
public enum GrantFault
{
    /// <summary>The service refused it.</summary>
    Refused,

    /// <summary>There is none any more that could be used.</summary>
    Gone,
}

/// <summary>What one fan wants of one link at one service.</summary>
/// <param name="Service">Unique with fan and link.</param>
/// <param name="Country">ISO 3166-1 alpha-2 of the account, else of the fan; null: not known.</param>
/// <param name="Follows">Follow the artist as well.</param>
/// <param name="GrantEndsAt">As known when it was last looked at; null: no end is known.</param>
/// <param name="Reason">One of <see cref="PreSaveReasons"/>; null while there is nothing to say.</param>
/// <param name="StateAt">Since when it ended, waits for its reason, or was queued; being asked does not change it.</param>
/// <param name="Attempts">Times the service was asked to save.</param>
/// <param name="NextAt">Not before this; null: at the slot's moment.</param>
/// <param name="Item">The item that was last asked for, as the service's id; null: none yet.</param>
/// <param name="Round">From 1: a fan who canceled may say yes again, which is another pre-save.</param>
/// <param name="Unanswered">The service was asked last without an answer: it may be in the library.</param>
public sealed record PreSave(
    PreSaveKey Key, StreamingService Service, FanId Fan, PreSaveState State, string? Reason, DateTimeOffset StateAt, DateTimeOffset QueuedAt,
    string? Country, bool Follows, DateTimeOffset? GrantEndsAt, int Attempts, DateTimeOffset? NextAt, string? Item, int Round = 1, bool Unanswered = false, ETag ETag = default)
{
    /// <summary>Seen when the grant was last looked at; null: nothing was wrong, or nobody looked.</summary>
    public GrantFault? GrantFault { get; init; }

    /// <summary>When the fan was last written to that the grant ends too soon; null: never.</summary>
    public DateTimeOffset? NudgedAt { get; init; }

    public bool IsEnded => State >= PreSaveState.Saved;

    /// <summary>It ended, not by anybody's wish, and the music is not in the library.</summary>
    public bool HasFailed => State is PreSaveState.GrantExpired or PreSaveState.GrantRevoked or PreSaveState.NotAllowed or PreSaveState.NotAvailable or PreSaveState.SourceMissing;
}

/// <summary>The bucket a pre-save lies in.</summary>
/// <param name="Zone">IANA id, in whose midnight the fan is served.</param>
/// <param name="Bucket">From 0.</param>
public sealed record PreSaveKey(LinkId Link, string Zone, int Bucket);

/// <summary>Why a pre-save is where it is, as rows, the API and the fan's page name it.</summary>
public static class PreSaveReasons
{
    public const string ByFan = "byFan";
    public const string LinkGone = "linkGone";
    public const string NoItemYet = "noItemYet";
    public const string NotLiveYet = "notLiveYet";
    public const string NotInCountry = "notInCountry";
    public const string NoSubscription = "noSubscription";
    public const string NotOnAllowList = "notOnAllowList";
    public const string RateLimited = "rateLimited";
    public const string QuotaExhausted = "quotaExhausted";
    public const string ServiceDown = "serviceDown";
    public const string ToBeVerified = "toBeVerified";
    public const string GrantEnded = "grantEnded";
    public const string GrantRefused = "grantRefused";

    /// <summary>This deployment has no access to the service's libraries any more.</summary>
    public const string NotConfigured = "notConfigured";
}
