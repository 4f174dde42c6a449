using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations.Members;

/// <summary>One organization, founded by <see cref="Owner"/>.</summary>
internal sealed class MemberWorld
{
    public MemberWorld(ITableClient? organizations = null, ITableClient? people = null)
    {
        (Organizations, People) = (organizations ?? OrganizationRows, people ?? PersonRows);
        Directory = new PersonDirectory(People, Time);
        Members = new MemberRoll(Organizations, Directory, Time);
        Invitations = new Invitations(Organizations, Directory, Members, Ids, Time);
        Founder = new OrganizationFounder(Organizations, Directory, Ids, Time);
    }

    public static PersonId Owner { get; } = Person("owner");

    public InMemoryTableClient OrganizationRows { get; } = new();

    public InMemoryTableClient PersonRows { get; } = new();

    public ITableClient Organizations { get; }

    public ITableClient People { get; }

    public ManualTime Time { get; } = new();

    public ScriptedIds Ids { get; } = new();

    public PersonDirectory Directory { get; }

    public MemberRoll Members { get; }

    public Invitations Invitations { get; }

    public OrganizationFounder Founder { get; }

    public static PersonId Person(string name) => PersonId.Of("https://login.example", name);

    public async Task<OrganizationId> FoundAsync() => Assert.IsType<FoundResult.Founded>(await Founder.FoundAsync(Owner, "A label", null, 100, default)).Organization.Id;

    /// <summary>Has the person join by an invitation of the owner's.</summary>
    public async Task<Member> JoinAsync(OrganizationId organization, string name, Role role) =>
        Assert.IsType<InvitationAnswer.Taken>(await Invitations.TakeAsync(await InviteAsync(organization, role), Person(name), default)).Member;

    public async Task<InvitationCode> InviteAsync(OrganizationId organization, Role role, PersonId? by = null) =>
        (await Invitations.CreateAsync(organization, await Members.FindAsync(organization, by ?? Owner, default), role, TimeSpan.FromDays(1), null, default))!.Value.Code;

    /// <summary>What has to hold whatever happened: the count is the number of owners, and whoever is a member finds the organization.</summary>
    public async Task<int> CheckAsync(OrganizationId organization)
    {
        var (items, _) = await Members.ListAsync(organization, 1000, null, default);
        var owners = items.Count(member => member.Role == Role.Owner);
        Assert.Equal(owners, await Members.CountOwnersAsync(organization, default));
        foreach (var member in items) Assert.Contains(organization, await Directory.ListOrganizationsAsync(member.Person, default));
        return owners;
    }
}
