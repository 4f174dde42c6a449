using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>How a change of a membership ended.</summary>
public abstract record MemberChange
{
    private MemberChange()
    {
    }

    public sealed record Changed(Member Member) : MemberChange;

    public sealed record Removed : MemberChange;

    public sealed record NotFound : MemberChange;

    public sealed record Refused(MemberRefusal Why) : MemberChange;
}

/// <summary>
/// The members of an organization. A membership and the count of owners change in one transaction, at the versions that were judged: of two owners who demote each other at once, one stays.
/// </summary>
public sealed class MemberRoll(ITableClient organizations, PersonDirectory people, TimeProvider time)
{
    private const int MostTries = 20;

    public async Task<Member?> FindAsync(OrganizationId organization, PersonId person, CancellationToken cancellationToken) =>
        await organizations.GetEntityIfExistsAsync(organization.ToString(), MemberRow.RowKey(person), cancellationToken) is { } row ? MemberRow.FromEntity(row) : null;

    public async Task<(IReadOnlyList<Member> Items, string? Continuation)> ListAsync(OrganizationId organization, int size, string? continuation, CancellationToken cancellationToken)
    {
        var page = await organizations.QueryPageAsync(MemberRow.Filter(organization), size, continuation, null, cancellationToken);
        return ([.. page.Items.Select(MemberRow.FromEntity)], page.Continuation);
    }

    public async Task<int> CountOwnersAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        MemberRow.OwnersOf(await organizations.GetEntityIfExistsAsync(organization.ToString(), MemberRow.Owners, cancellationToken));

    /// <param name="to">Null: the person goes.</param>
    public async Task<MemberChange> ChangeAsync(Member actor, PersonId person, Role? to, CancellationToken cancellationToken)
    {
        var organization = actor.Organization;
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var row = await organizations.GetEntityIfExistsAsync(organization.ToString(), MemberRow.RowKey(person), cancellationToken);
            if (row is null)
            {
                // An earlier try may have ended before the index was cleared.
                if (to is null) await people.RemoveOrganizationAsync(person, organization, cancellationToken);
                return new MemberChange.NotFound();
            }

            var owners = await organizations.GetEntityIfExistsAsync(organization.ToString(), MemberRow.Owners, cancellationToken);
            var member = MemberRow.FromEntity(row);
            if (MemberRules.Judge(actor.Role, actor.Person == person, member.Role, to, MemberRow.OwnersOf(owners)) is { } why) return new MemberChange.Refused(why);
            if (!await TryWriteAsync(row, member, to, owners, cancellationToken)) continue;
            if (to is { } role) return new MemberChange.Changed(member with { Role = role });
            await people.RemoveOrganizationAsync(person, organization, cancellationToken);
            return new MemberChange.Removed();
        }

        throw new RequestFailedException(503, "The members of this organization change too fast.");
    }

    /// <summary>Makes a person an owner, without asking anybody: for who prepares a deployment. Nothing happens when the person is one.</summary>
    public async Task PutOwnerAsync(OrganizationId organization, PersonId person, CancellationToken cancellationToken)
    {
        await people.PutOrganizationAsync(person, organization, cancellationToken);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var row = await organizations.GetEntityIfExistsAsync(organization.ToString(), MemberRow.RowKey(person), cancellationToken);
            if (row is not null && MemberRow.FromEntity(row).Role == Role.Owner) return;
            var owners = await organizations.GetEntityIfExistsAsync(organization.ToString(), MemberRow.Owners, cancellationToken);
            var member = row is null ? new Member(organization, person, Role.Owner, time.GetUtcNow()) : MemberRow.FromEntity(row);
            if (await TryWriteAsync(row, member, Role.Owner, owners, cancellationToken)) return;
        }
    }

    /// <param name="row">As it was read; null: it is to be made.</param>
    private async Task<bool> TryWriteAsync(TableEntity? row, Member member, Role? to, TableEntity? owners, CancellationToken cancellationToken)
    {
        var entity = MemberRow.ToEntity(member with { Role = to ?? member.Role });
        var actions = new List<TableTransactionAction>
        {
            row is null ? new(TableTransactionActionType.Add, entity)
            : new(to is null ? TableTransactionActionType.Delete : TableTransactionActionType.UpdateReplace, entity, row.ETag),
        };
        var change = (to == Role.Owner ? 1 : 0) - (row is not null && member.Role == Role.Owner ? 1 : 0);
        if (change != 0) actions.Add(OwnersBy(member.Organization, owners, change));
        try
        {
            await organizations.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException outrun) when (outrun.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <param name="owners">As it was read; null: there is no such row yet.</param>
    internal static TableTransactionAction OwnersBy(OrganizationId organization, TableEntity? owners, int change)
    {
        var counted = MemberRow.ToOwners(organization, MemberRow.OwnersOf(owners) + change);
        return owners is null ? new(TableTransactionActionType.Add, counted) : new(TableTransactionActionType.UpdateReplace, counted, owners.ETag);
    }
}
