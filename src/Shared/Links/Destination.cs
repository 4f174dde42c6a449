using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>How sure it is that a destination is this release.</summary>
public enum DestinationStatus
{
    /// <summary>Still being looked up.</summary>
    Pending,

    /// <summary>The evidence proves it (docs/matching.md).</summary>
    Confirmed,

    /// <summary>Likely, for an admin to look at; fans do not see it unless the organization allows it.</summary>
    Probable,

    /// <summary>Given by an admin, directly or as a share link: neither look-ups nor checks replace it; an admin may, or take the pin off.</summary>
    Manual,

    /// <summary>A search on the service, labelled as one.</summary>
    Search,

    /// <summary>The service does not have it, or an admin removed it.</summary>
    NotFound,
}

/// <summary>One reason for or against a match, such as <c>isrcEqual</c> with the code as its detail.</summary>
public sealed record Evidence(string Name, string Detail);

/// <summary>What is wrong with a destination that was right once.</summary>
public enum FlagReason
{
    /// <summary>The service no longer has it.</summary>
    Dead,

    /// <summary>The service has something else there now.</summary>
    Changed,
}

/// <summary>A destination that a check found wrong.</summary>
/// <param name="Since">When a check first found it so.</param>
/// <param name="Checks">How many checks in a row, far enough apart, found it so; from 1.</param>
public sealed record DestinationFlag(FlagReason Reason, DateTimeOffset Since, int Checks)
{
    /// <summary>Found so twice: no longer shown to fans.</summary>
    public bool IsConfirmed => Checks >= 2;
}

/// <summary>Where a link leads on one service.</summary>
/// <param name="Url">Null while pending and when not found.</param>
/// <param name="Removed">An admin took it off: resolving leaves it alone until it is set again.</param>
/// <param name="Why">For people: why it is not visible, or not found; null when there is nothing to say.</param>
public sealed record Destination(
    StreamingService Service,
    DestinationUrl? Url,
    DestinationStatus Status,
    IReadOnlyList<Evidence> Evidence,
    bool Removed = false,
    string? Why = null)
{
    /// <summary>An admin vouches for it: neither resolving nor checking replaces it. Every manual one is pinned.</summary>
    public bool Pinned { get; init; }

    /// <summary>Where the service has it; a fan elsewhere is not shown it.</summary>
    public Territories Territories { get; init; } = Territories.Everywhere;

    /// <summary>Null: nothing wrong is known.</summary>
    public DestinationFlag? Flag { get; init; }

    /// <summary>When the service last answered for it; null before the first answer.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Answers in a row that did not bring a confirmed match: what the distance to the next one follows.</summary>
    public int Attempts { get; init; }

    /// <summary>Times in a row that the service did not answer; apart from <see cref="Attempts"/>, so that an outage uses up none of them.</summary>
    public int Silences { get; init; }

    /// <summary>When the service is asked again, for a match or to check the one that is there; null: not by itself.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Ids of candidates an admin rejected: not proposed again until an admin accepts one or reopens the service.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    /// <summary>Whether fans see it, where it is available.</summary>
    /// <param name="showProbable">Whether the organization shows its fans what is only likely.</param>
    public bool IsVisible(bool showProbable) => Url is not null && !Removed && Flag is not { IsConfirmed: true }
        && (Status is DestinationStatus.Confirmed or DestinationStatus.Manual or DestinationStatus.Search || (showProbable && Status == DestinationStatus.Probable));

    /// <summary>Whether it is for an admin to look at: likely only, or wrong by a check.</summary>
    public bool NeedsReview => !Removed && (Flag is not null || Status == DestinationStatus.Probable);

    /// <summary>Whether resolving may change it: an admin's word stands.</summary>
    public bool IsOpen => !Pinned && !Removed;

    public static Destination Pending(StreamingService service) => new(service, null, DestinationStatus.Pending, []);

    public static Destination Manual(DestinationUrl url) => new(url.Service, url, DestinationStatus.Manual, [new Evidence("setByAdmin", url.Uri.Host)]) { Pinned = true };

    /// <summary>Equal when everything they hold is, the evidence one by one.</summary>
    public bool Equals(Destination? other) => other is not null && (Service, Url, Status, Removed, Why, Pinned) == (other.Service, other.Url, other.Status, other.Removed, other.Why, other.Pinned)
        && (Flag, CheckedAt, Attempts, Silences, DueAt) == (other.Flag, other.CheckedAt, other.Attempts, other.Silences, other.DueAt)
        && Territories.Equals(other.Territories) && Evidence.SequenceEqual(other.Evidence) && Rejected.SequenceEqual(other.Rejected);

    public override int GetHashCode() => HashCode.Combine(Service, Url, Status, DueAt);
}
