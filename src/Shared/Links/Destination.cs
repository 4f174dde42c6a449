using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>How sure it is that a destination is this release.</summary>
public enum DestinationStatus
{
    /// <summary>Still being looked up.</summary>
    Pending,

    /// <summary>The service's own answer carries the same code.</summary>
    Confirmed,

    /// <summary>Likely, for an admin to look at; fans do not see it.</summary>
    Probable,

    /// <summary>Set by an admin; never overwritten.</summary>
    Manual,

    /// <summary>A search on the service, labelled as one.</summary>
    Search,

    /// <summary>The service does not have it, or an admin removed it.</summary>
    NotFound,
}

/// <summary>One reason for or against a match, such as <c>isrcEqual</c> with the code as its detail.</summary>
public sealed record Evidence(string Name, string Detail);

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
    /// <summary>Whether fans see it.</summary>
    public bool Visible => Url is not null && !Removed && Status is DestinationStatus.Confirmed or DestinationStatus.Manual or DestinationStatus.Search;

    /// <summary>Whether resolving may change it: an admin's word stands.</summary>
    public bool IsOpen => Status != DestinationStatus.Manual && !Removed;

    public static Destination Pending(StreamingService service) => new(service, null, DestinationStatus.Pending, []);

    public static Destination Manual(DestinationUrl url) => new(url.Service, url, DestinationStatus.Manual, [new Evidence("setByAdmin", url.Uri.Host)]);
}
