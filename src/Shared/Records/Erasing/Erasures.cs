using Azure;
using Smartlinks.Billing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage;

namespace Smartlinks.Records.Erasing;

/// <summary>How asking for an erasure ended.</summary>
public abstract record AskErasureResult
{
    private AskErasureResult()
    {
    }

    /// <summary>It is asked for, now or before.</summary>
    public sealed record Asked(Erasure Erasure) : AskErasureResult;

    /// <summary>What was typed is not the organization's name.</summary>
    public sealed record WrongName(string Name) : AskErasureResult;

    /// <summary>A plan is paid for at Stripe until it is ended there.</summary>
    public sealed record PlanInForce(string Plan) : AskErasureResult;

    public sealed record NotFound : AskErasureResult;
}

/// <summary>How taking an erasure back ended.</summary>
public enum CancelErasure
{
    Canceled,

    /// <summary>Nobody asked for one.</summary>
    NotFound,

    /// <summary>It has begun.</summary>
    TooLate,
}

/// <summary>Erasures as they are asked for, taken back and read.</summary>
public sealed class Erasures(RecordTables tables, RecordRequests queue, RecordOptions options, IIdSource ids, TimeProvider time)
{
    /// <summary>Who was silent for so long has no message left.</summary>
    private static readonly TimeSpan s_lost = TimeSpan.FromMinutes(15);

    private readonly ITableClient _jobs = tables[RecordJobRow.Table];

    /// <param name="name">The organization's name, typed by who asks.</param>
    public async Task<AskErasureResult> AskAsync(OrganizationId organization, PersonId person, string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(organization, cancellationToken) is { } before) return new AskErasureResult.Asked(before);
        var (partition, row) = OrganizationRow.ProfileKey(organization);
        if (await tables[OrganizationRow.Table].GetEntityIfExistsAsync(partition, row, cancellationToken) is not { } profile) return new AskErasureResult.NotFound();
        if (OrganizationRow.FromProfile(profile).Name is var own && own != name) return new AskErasureResult.WrongName(own);
        if (await FindPlanAsync(organization, cancellationToken) is { } plan) return new AskErasureResult.PlanInForce(plan);
        var now = time.GetUtcNow();
        var asked = new Erasure(organization, ids.NewUlid(), ErasureState.Asked, person, now, now + options.ErasureDelay, now);
        var receipt = await queue.AnnounceAsync(Message(asked), cancellationToken);
        try
        {
            asked = asked with { ETag = await _jobs.AddEntityAsync(RecordJobRow.ToEntity(asked), cancellationToken) };
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Another asked at the same time, or this call's first answer was lost: its message finds which one counts.
            return await FindAsync(organization, cancellationToken) is { } other ? new AskErasureResult.Asked(other) : new AskErasureResult.NotFound();
        }

        await queue.ShowAsync(receipt, options.ErasureDelay, cancellationToken);
        return new AskErasureResult.Asked(asked);
    }

    public async Task<CancelErasure> CancelAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        while (await FindAsync(organization, cancellationToken) is { } erasure)
        {
            if (erasure.State != ErasureState.Asked) return CancelErasure.TooLate;
            try
            {
                if (await _jobs.DeleteEntityAsync(organization.ToString(), RecordJobRow.ErasureKey, erasure.ETag, cancellationToken)) return CancelErasure.Canceled;
            }
            catch (RequestFailedException outrun) when (outrun.Status == 412)
            {
            }
        }

        return CancelErasure.NotFound;
    }

    /// <summary>Looks at an erasure, and wakes it where its message was lost or its time has come.</summary>
    public async Task<Erasure?> WakeAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (await FindAsync(organization, cancellationToken) is not { } erasure) return null;
        var now = time.GetUtcNow();
        var isDue = erasure.State switch
        {
            ErasureState.Asked => erasure.BeginsAt <= now,
            ErasureState.Running => now - erasure.LookedAt > s_lost,
            ErasureState.Erased => erasure.SweptAt is null && now - erasure.ErasedAt > Eraser.SweepsAfter,
        };
        if (isDue && now - erasure.LookedAt > TimeSpan.FromSeconds(10) && await TryPutAsync(erasure with { LookedAt = now }, cancellationToken) is { } noted)
        {
            await queue.PutAsync(Message(noted), TimeSpan.Zero, cancellationToken);
            return noted;
        }

        return erasure;
    }

    public async Task<Erasure?> FindAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        await _jobs.GetEntityIfExistsAsync(organization.ToString(), RecordJobRow.ErasureKey, cancellationToken) is { } row ? RecordJobRow.ToErasure(row) : null;

    /// <summary>Null: it is not as it was read.</summary>
    internal async Task<Erasure?> TryPutAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        try
        {
            return erasure with { ETag = await _jobs.UpdateEntityAsync(RecordJobRow.ToEntity(erasure), erasure.ETag, TableUpdateMode.Replace, cancellationToken) };
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 412)
        {
            return null;
        }
    }

    internal static RecordRequest Message(Erasure erasure) => new(erasure.Organization, RecordWork.Erase, erasure.Run);

    /// <summary>The plan of a subscription that goes on; null: none does.</summary>
    private async Task<string?> FindPlanAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await tables[BillingRow.Table].QueryPageAsync(RecordPlace.StartingWith(BillingRow.SubscriptionPrefix)(new RecordPlace(organization)), 1000, continuation, null, cancellationToken);
            if (page.Items.Select(BillingRow.ToSubscription).FirstOrDefault(each => each is { IsInForce: true, EndsAt: null }) is { } subscription) return subscription.Plan;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return null;
    }
}
