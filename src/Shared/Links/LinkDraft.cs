using Smartlinks.Links.Publishing;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>What somebody asked for when creating a link; every part is valid by itself.</summary>
/// <param name="Slug">Null: seven random characters.</param>
/// <param name="Destinations">At most one per service.</param>
public sealed record LinkDraft(
    LinkSource Source,
    IReadOnlyList<DestinationUrl> Destinations,
    string Domain,
    Slug? Slug,
    string? Title,
    IReadOnlyList<string> Artists,
    Uri? ArtworkUrl,
    LinkMode Mode,
    ReleaseMoment? Release)
{
    /// <summary>Whose release it is; null: the organization's.</summary>
    public OwnerId? Owner { get; init; }

    /// <summary>Null: as the organization's default has it.</summary>
    public ServicePreference? Services { get; init; }
}

/// <summary>The caller's <c>Idempotency-Key</c> with a hash of the request it came with.</summary>
public sealed record IdempotencyKey(string Key, string RequestHash);

/// <summary>How creating a link ended.</summary>
public abstract record CreateLinkResult
{
    private CreateLinkResult()
    {
    }

    public sealed record Created(Link Link) : CreateLinkResult;

    public sealed record SlugTaken(Slug Slug) : CreateLinkResult;

    /// <summary>The idempotency key was used for another request, or for a link deleted since.</summary>
    public sealed record KeyReused : CreateLinkResult;

    /// <summary>The organization may not have it.</summary>
    public sealed record Refused(LinkRefusal Why) : CreateLinkResult;
}
