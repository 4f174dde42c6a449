using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ShareLinks;

namespace Smartlinks.Releases;

/// <summary>Puts the item that a link's share link leads to in the share link's place; never over what an admin decided meanwhile.</summary>
public sealed class ShareLinkFollower(LinkStore links, ShareLinkReader reader, TimeProvider time)
{
    /// <summary>The link with what was found. A silence means that it is to be tried again before anything else is asked.</summary>
    public async Task<(Link Link, LookUp.Unavailable? Silence)> FollowAsync(Link link, CancellationToken cancellationToken)
    {
        if (link.Source is not { Share: { } address, Url: null, IsShareDead: false } || !ShareLink.TryParse(address.AbsoluteUri, out var share)) return (link, null);
        switch (await reader.ReadAsync(share, cancellationToken))
        {
            case ShareLinkReading.Found found:
                return (await ChangeAsync(link, current => PutIfOpen(current, Destination.Manual(found.Item.Url)) with { Source = current.Source with { Url = found.Item.Url } }, cancellationToken), null);
            case ShareLinkReading.NotAnItem nothing:
                var told = Destination.Pending(share.Service) with { Status = DestinationStatus.NotFound, Why = nothing.Why, Evidence = [new Evidence("shareLink", share.Uri.Host)] };
                return (await ChangeAsync(link, current => PutIfOpen(current, told) with { Source = current.Source with { IsShareDead = true } }, cancellationToken), null);
            case ShareLinkReading.Unavailable silence:
                return (link, new LookUp.Unavailable(silence.Reason, silence.RetryAfter));
            default:
                return (link, null);
        }
    }

    private static Link PutIfOpen(Link link, Destination destination) => link.Find(destination.Service) is { IsOpen: false } ? link : link.With(destination);

    private async Task<Link> ChangeAsync(Link link, Func<Link, Link> change, CancellationToken cancellationToken) =>
        await links.ChangeAsync(link.Address, link.Id, current => change(current) with { UpdatedAt = time.GetUtcNow() }, cancellationToken) ?? link;
}
