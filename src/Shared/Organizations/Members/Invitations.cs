using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.Members;

/// <summary>How an invitation was looked at or taken.</summary>
public abstract record InvitationAnswer
{
    private InvitationAnswer()
    {
    }

    /// <summary>It is good for who looks at it.</summary>
    public sealed record Open(Invitation Invitation, string OrganizationName) : InvitationAnswer;

    /// <param name="Member">As it is stored now; also for a second try of who took it.</param>
    public sealed record Taken(Member Member) : InvitationAnswer;

    public sealed record AlreadyMember(Member Member) : InvitationAnswer;

    /// <summary>Unknown, used, expired, revoked, or given by who may not any more: always the same answer.</summary>
    public sealed record Gone : InvitationAnswer;
}

/// <summary>
/// Invitations by link. Taking one deletes it, adds the member and counts the owner in one transaction: of two who take it at once, one is in. The person's index of organizations is
/// written before; what is left of it by a kill points to no membership, and is not shown.
/// </summary>
public sealed class Invitations(ITableClient organizations, PersonDirectory people, MemberRoll members, IIdSource ids, TimeProvider time)
{
    public static readonly TimeSpan DefaultLife = TimeSpan.FromDays(7);
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);
    private const int MostTries = 20;

    /// <param name="by">Null: a key, for an organization without an owner.</param>
    /// <returns>Null: that role is not the inviter's to give. The code cannot be read again.</returns>
    public async Task<(Invitation Invitation, InvitationCode Code)?> CreateAsync(OrganizationId organization, Member? by, Role role, TimeSpan life, string? note, CancellationToken cancellationToken)
    {
        if (!IsGivable(by?.Role, role, await members.CountOwnersAsync(organization, cancellationToken))) return null;
        var code = InvitationCode.New(organization, ids);
        var now = time.GetUtcNow();
        var invitation = new Invitation(organization, code.Id, role, by?.Person, note, now, now + life);
        await organizations.AddEntityAsync(InvitationRow.ToEntity(invitation, code.Hash()), cancellationToken);
        return (invitation, code);
    }

    public async Task<(IReadOnlyList<Invitation> Items, string? Continuation)> ListAsync(OrganizationId organization, int size, string? continuation, CancellationToken cancellationToken)
    {
        var page = await organizations.QueryPageAsync(InvitationRow.Filter(organization), size, continuation, null, cancellationToken);
        return ([.. page.Items.Select(InvitationRow.FromEntity)], page.Continuation);
    }

    /// <summary>False: there was none of that id.</summary>
    public async Task<bool> RevokeAsync(OrganizationId organization, string id, CancellationToken cancellationToken) =>
        InvitationCode.IsId(id) && await organizations.DeleteEntityAsync(organization.ToString(), InvitationRow.RowKey(id), ETag.All, cancellationToken);

    /// <summary>What the invitation is to this person, changing nothing.</summary>
    public async Task<InvitationAnswer> LookAsync(InvitationCode code, PersonId person, CancellationToken cancellationToken) => (await ReadAsync(code, person, cancellationToken)).Answer;

    public async Task<InvitationAnswer> TakeAsync(InvitationCode code, PersonId person, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var (answer, row, owners) = await ReadAsync(code, person, cancellationToken);
            if (answer is not InvitationAnswer.Open { Invitation: { } invitation }) return answer;
            await people.PutOrganizationAsync(person, code.Organization, cancellationToken);
            var member = new Member(code.Organization, person, invitation.Role, time.GetUtcNow(), invitation.Id);
            List<TableTransactionAction> actions = [new(TableTransactionActionType.Delete, row!, row!.ETag), new(TableTransactionActionType.Add, MemberRow.ToEntity(member))];
            if (invitation.Role == Role.Owner) actions.Add(MemberRoll.OwnersBy(code.Organization, owners, 1));
            try
            {
                await organizations.SubmitTransactionAsync(actions, cancellationToken);
                return new InvitationAnswer.Taken(member);
            }
            catch (RequestFailedException outrun) when (outrun.Status is 404 or 409 or 412)
            {
                // Taken, revoked or joined just now: look again.
            }
        }

        throw new RequestFailedException(503, "The members of this organization change too fast.");
    }

    private async Task<(InvitationAnswer Answer, TableEntity? Row, TableEntity? Owners)> ReadAsync(InvitationCode code, PersonId person, CancellationToken cancellationToken)
    {
        var partition = code.Organization.ToString();
        var member = await members.FindAsync(code.Organization, person, cancellationToken);
        // Who took it and got no answer tries again.
        if (member?.Invitation == code.Id) return (new InvitationAnswer.Taken(member), null, null);
        var row = await organizations.GetEntityIfExistsAsync(partition, InvitationRow.RowKey(code.Id), cancellationToken);
        if (row is null || !code.Matches(InvitationRow.SecretHash(row)) || InvitationRow.FromEntity(row) is not { } invitation || invitation.IsOver(time.GetUtcNow())) return (new InvitationAnswer.Gone(), null, null);
        var owners = await organizations.GetEntityIfExistsAsync(partition, MemberRow.Owners, cancellationToken);
        var inviter = invitation.InvitedBy is { } by ? await members.FindAsync(code.Organization, by, cancellationToken) : null;
        if ((invitation.InvitedBy is not null && inviter is null) || !IsGivable(inviter?.Role, invitation.Role, MemberRow.OwnersOf(owners))) return (new InvitationAnswer.Gone(), null, null);
        if (member is not null) return (new InvitationAnswer.AlreadyMember(member), null, null);
        var (_, profile) = OrganizationRow.ProfileKey(code.Organization);
        return await organizations.GetEntityIfExistsAsync(partition, profile, cancellationToken) is { } named
            ? (new InvitationAnswer.Open(invitation, OrganizationRow.FromProfile(named).Name), row, owners) : (new InvitationAnswer.Gone(), null, null);
    }

    /// <param name="inviter">Null: a key.</param>
    private static bool IsGivable(Role? inviter, Role role, int owners) =>
        inviter is { } actor ? MemberRules.Judge(actor, isOwn: false, null, role, owners) is null : role == Role.Owner && owners == 0;
}
