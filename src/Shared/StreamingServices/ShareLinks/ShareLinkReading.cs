namespace Smartlinks.StreamingServices.ShareLinks;

/// <summary>How following a share link ended.</summary>
public abstract record ShareLinkReading
{
    private ShareLinkReading()
    {
    }

    public sealed record Found(ServiceItem Item) : ShareLinkReading;

    /// <summary>It leads to something else, or nowhere; asking again does not help.</summary>
    /// <param name="Why">A sentence for an admin.</param>
    public sealed record NotAnItem(string Why) : ShareLinkReading;

    /// <summary>Nobody answered usefully: ask again, not before <paramref name="RetryAfter"/> when that is known.</summary>
    /// <param name="Reason">As in <see cref="LookUp.Unavailable"/>.</param>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : ShareLinkReading;
}
