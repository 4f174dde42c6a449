using Smartlinks.Clicks;
using Smartlinks.Links;
using Smartlinks.Releases;

namespace Smartlinks.Functions.Releases;

/// <summary>A link is in use when its clicks say so.</summary>
public sealed class ClickedLinkUse(ClickReporter reporter) : ILinkUse
{
    public Task<bool> WasUsedSinceAsync(LinkId link, DateOnly day, CancellationToken cancellationToken) => reporter.HasAnySinceAsync(link.ToString(), day, cancellationToken);
}
