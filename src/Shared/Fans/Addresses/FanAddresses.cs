using Azure;
using Smartlinks.Fans.Mails;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Fans.Addresses;

/// <summary>
/// Keeps the addresses fans gave, each for one organization, with what they agreed to: double opt-in, taken back with one click. Nobody is written to but who confirmed, save for
/// the mail that asks to.
/// </summary>
public sealed class FanAddresses(ITableClient table, MailRequests mails, MailCounts counts, MailPasses passes, MailOptions options, IIdSource ids, TimeProvider time)
{
    public static readonly TimeSpan ConfirmableFor = TimeSpan.FromDays(7);

    private const int CodeLength = 12;

    /// <param name="origin">Where the fan sees this deployment, such as <c>https://links.example</c>.</param>
    public async Task<AskOutcome> AskAsync(OrganizationId organization, FanId fan, AddressConsent consent, Uri origin, CancellationToken cancellationToken)
    {
        if (consent.Text.Length is 0 or > AddressConsent.MaxText) throw new ArgumentException($"What the fan is shown has 1 to {AddressConsent.MaxText} characters.", nameof(consent));
        if (!options.IsOn) return AskOutcome.Off;
        if (await FindAsync(organization, fan, cancellationToken) is { WithdrawnAt: null } known && known.Consent.Email == consent.Email)
        {
            if (known.State == AddressState.Confirmed && (known.Consent.Covers(consent) || await TryUpdateAsync(known with { Consent = known.Consent.And(consent) }, cancellationToken))) return AskOutcome.AlreadyConfirmed;
            consent = known.Consent.And(consent);
        }

        if (!await counts.TryTakeAsync(consent.Email, options.ConfirmationsPerDay, cancellationToken)) return AskOutcome.TooMany;
        var asked = new FanAddress(organization, fan, consent, time.GetUtcNow(), ids.NewText("abcdefghijkmnpqrstuvwxyz23456789", CodeLength)) { Origin = origin };
        // The mark first: what has none would be left behind when the fan is erased.
        await table.UpsertEntityAsync(FanAddressRow.ToMark(organization, fan), TableUpdateMode.Replace, cancellationToken);
        await table.UpsertEntityAsync(FanAddressRow.ToEntity(asked), TableUpdateMode.Replace, cancellationToken);
        await mails.PutAsync(new MailRequest(ids.NewUlid(), MailKind.ConfirmAddress, organization, fan, asked.AskedAt) { Code = asked.Code, Origin = origin }, TimeSpan.Zero, cancellationToken);
        return AskOutcome.Asked;
    }

    /// <param name="pass">What <see cref="MailPasses.ConfirmPath"/> has in its query.</param>
    public async Task<ConfirmOutcome> ConfirmAsync(string? pass, CancellationToken cancellationToken)
    {
        if (!passes.TryReadConfirm(pass, out var organization, out var fan, out var code)) return ConfirmOutcome.Unknown;
        while (true)
        {
            if (await FindAsync(organization, fan, cancellationToken) is not { } address || address.Code != code || address.State == AddressState.Withdrawn) return ConfirmOutcome.Unknown;
            if (address.State == AddressState.Confirmed) return ConfirmOutcome.Confirmed;
            var now = time.GetUtcNow();
            if (now > address.AskedAt + ConfirmableFor) return ConfirmOutcome.TooLate;
            if (await TryUpdateAsync(address with { ConfirmedAt = now }, cancellationToken)) return ConfirmOutcome.Confirmed;
        }
    }

    /// <summary>One click. False: the pass is none of ours.</summary>
    /// <param name="pass">What <see cref="MailPasses.StopPath"/> has in its query.</param>
    public async Task<bool> WithdrawAsync(string? pass, CancellationToken cancellationToken)
    {
        if (!passes.TryReadStop(pass, out var organization, out var fan)) return false;
        await WithdrawAsync(organization, fan, cancellationToken);
        return true;
    }

    /// <summary>The same from the fan's own page. When it was first taken back stays.</summary>
    public async Task WithdrawAsync(OrganizationId organization, FanId fan, CancellationToken cancellationToken)
    {
        while (await FindAsync(organization, fan, cancellationToken) is { WithdrawnAt: null } address && !await TryUpdateAsync(address with { WithdrawnAt = time.GetUtcNow() }, cancellationToken))
        {
        }
    }

    public async Task<FanAddress?> FindAsync(OrganizationId organization, FanId fan, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(organization.ToString(), fan.ToString(), cancellationToken) is { } row ? FanAddressRow.Read(row) : null;

    /// <summary>Those an organization may write to, by fan id. A page may be empty and not the last.</summary>
    /// <param name="most">1 to 1,000.</param>
    public async Task<FanAddressPage> ListAsync(OrganizationId organization, int most, string? continuation, CancellationToken cancellationToken)
    {
        var page = await table.QueryPageAsync(FanAddressRow.ConfirmedOf(organization), most, continuation, null, cancellationToken);
        return new FanAddressPage([.. page.Items.Select(FanAddressRow.Read)], page.Continuation);
    }

    /// <summary>What a fan gave to whom, by organization.</summary>
    public async Task<IReadOnlyList<FanAddress>> ListAsync(FanId fan, CancellationToken cancellationToken)
    {
        var found = new List<FanAddress>();
        foreach (var organization in await OrganizationsOfAsync(fan, cancellationToken))
            if (await FindAsync(organization, fan, cancellationToken) is { } address) found.Add(address);
        return found;
    }

    /// <summary>Deletes all the fan gave, everywhere; the record of consent as well.</summary>
    public async Task EraseAsync(FanId fan, CancellationToken cancellationToken)
    {
        foreach (var organization in await OrganizationsOfAsync(fan, cancellationToken))
        {
            await table.DeleteEntityAsync(organization.ToString(), fan.ToString(), ETag.All, cancellationToken);
            await table.DeleteEntityAsync(fan.ToString(), organization.ToString(), ETag.All, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<OrganizationId>> OrganizationsOfAsync(FanId fan, CancellationToken cancellationToken)
    {
        var found = new List<OrganizationId>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(fan.ToString()), 1000, continuation, [], cancellationToken);
            found.AddRange(page.Items.Select(mark => OrganizationId.Parse(mark.RowKey)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    private async Task<bool> TryUpdateAsync(FanAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(FanAddressRow.ToEntity(address), address.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return false;
        }
    }
}
