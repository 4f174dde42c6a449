using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Links.Publishing;

/// <summary>What a plan may leave out.</summary>
public enum LinkFeature
{
    SmartLinks,
    PreSaves,
    CustomSlugs,
    SplitTests,
}

/// <summary>What somebody wants of a link, as far as terms may be against it.</summary>
public sealed record LinkWish(bool IsNew, bool CustomSlug, bool PreSave)
{
    public static LinkWish OfNew(LinkDraft draft, DateTimeOffset now) => new(true, draft.Slug is not null, IsToCome(draft.Release, now));

    /// <summary>What an edit asks for that the link had not.</summary>
    public static LinkWish OfEdit(Link before, Link after, DateTimeOffset now) =>
        new(false, after.Address.Slug != before.Address.Slug, IsToCome(after.Release, now) && !IsToCome(before.Release, now));

    public bool IsNothing => this is { IsNew: false, CustomSlug: false, PreSave: false };

    public static bool IsToCome(ReleaseMoment? release, DateTimeOffset now) => release is not null && now < release.EarliestAt;
}

/// <summary>Why an organization may not have what it wishes.</summary>
public abstract record LinkRefusal
{
    private LinkRefusal()
    {
    }

    /// <param name="Plan">The least that has it.</param>
    public sealed record PlanNeeded(LinkFeature Feature, string Plan) : LinkRefusal;

    /// <summary>A payment was taken back after its credit was spent.</summary>
    public sealed record NegativeBalance(long Balance) : LinkRefusal;

    /// <summary>No credit is left, and as many links wait for some as may.</summary>
    public sealed record TooManyWaiting(int Waiting) : LinkRefusal;
}

/// <summary>What has to be settled before fans see a link. Links know no more of it than this.</summary>
public interface ILinkTerms
{
    /// <summary>Null: it may.</summary>
    Task<LinkRefusal?> FindRefusalAsync(OrganizationId organization, LinkWish wish, CancellationToken cancellationToken);

    /// <summary>What a new link waits for; null: fans see it at once.</summary>
    ValueTask<LinkHold?> HoldAsync(Link link, CancellationToken cancellationToken);

    /// <summary>Puts down, before the link is written or deleted, that it is to be settled: a kill cannot lose it. Null: there is nothing to settle.</summary>
    Task<SendReceipt?> AnnounceAsync(Link link, CancellationToken cancellationToken);

    /// <summary>Has the link settled now.</summary>
    /// <param name="receipt">Of what was announced; null: nothing was.</param>
    Task SettleAsync(Link link, SendReceipt? receipt, CancellationToken cancellationToken);
}

/// <summary>Everything is allowed and costs nothing.</summary>
public sealed class FreeTerms : ILinkTerms
{
    public static readonly FreeTerms Instance = new();

    public Task<LinkRefusal?> FindRefusalAsync(OrganizationId organization, LinkWish wish, CancellationToken cancellationToken) => Task.FromResult<LinkRefusal?>(null);

    public ValueTask<LinkHold?> HoldAsync(Link link, CancellationToken cancellationToken) => default;

    public Task<SendReceipt?> AnnounceAsync(Link link, CancellationToken cancellationToken) => Task.FromResult<SendReceipt?>(null);

    public Task SettleAsync(Link link, SendReceipt? receipt, CancellationToken cancellationToken) => Task.CompletedTask;
}
