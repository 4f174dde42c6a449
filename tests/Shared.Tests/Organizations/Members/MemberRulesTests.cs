using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Tests.Organizations.Members;

/// <summary>Who may what: over all combinations, by what the rules have to come to.</summary>
public sealed class MemberRulesTests
{
    private static readonly Role?[] s_roles = [null, .. Enum.GetValues<Role>().Cast<Role?>()];

    [Fact]
    public void Over_all_cases_no_owner_is_made_or_unmade_but_by_an_owner_and_the_last_one_stays()
    {
        var cases = 0;
        foreach (var actor in Enum.GetValues<Role>())
        foreach (var isOwn in new[] { false, true })
        foreach (var from in s_roles)
        foreach (var to in s_roles)
        foreach (var owners in new[] { 0, 1, 2, 5 })
        {
            if (isOwn && from != actor) continue;
            cases++;
            var refusal = MemberRules.Judge(actor, isOwn, from, to, owners);
            var touchesOwners = from == Role.Owner || to == Role.Owner;
            var isLosingLast = from == Role.Owner && to != Role.Owner && owners <= 1;
            var isSteppingBack = isOwn && from is not null && (to is null || to <= from);
            if (actor == Role.Owner || isSteppingBack) Assert.Equal(isLosingLast ? MemberRefusal.LastOwner : null, refusal);
            else if (actor == Role.Admin && !touchesOwners) Assert.Null(refusal);
            else Assert.Equal(MemberRefusal.NotAllowed, refusal);
        }

        Assert.True(cases > 400);
    }

    [Fact]
    public void Each_role_may_all_that_the_ones_before_it_may()
    {
        var roles = Enum.GetValues<Role>();
        for (var at = 1; at < roles.Length; at++)
        {
            Assert.True(PermissionTable.Of(roles[at]).HasFlag(PermissionTable.Of(roles[at - 1])));
            Assert.NotEqual(PermissionTable.Of(roles[at]), PermissionTable.Of(roles[at - 1]));
        }
    }

    [Fact]
    public void A_viewer_and_a_read_key_change_nothing_and_no_key_decides_about_people()
    {
        const Permissions changing = Permissions.WriteLinks | Permissions.ManageSettings | Permissions.ManageMembers | Permissions.ManageKeys | Permissions.ManageMoney | Permissions.ManageOrganization | Permissions.InviteFirstOwner | Permissions.PayForReleases;
        Assert.Equal(Permissions.None, PermissionTable.Of(Role.Viewer) & changing);
        Assert.Equal(Permissions.None, PermissionTable.Of(ApiKeyScopes.Read) & changing);
        Assert.Equal(Permissions.None, PermissionTable.Of(ApiKeyScopes.None));
        Assert.Equal(Permissions.None, PermissionTable.Of(ApiKeyScopes.All) & (Permissions.ManageMembers | Permissions.ManageKeys | Permissions.ManageOrganization | Permissions.Belong | Permissions.ReadMembers));
        Assert.Equal(PermissionTable.Of(ApiKeyScopes.Read) | PermissionTable.Of(ApiKeyScopes.Write), PermissionTable.Of(ApiKeyScopes.All));
    }

    [Theory]
    [InlineData(null, ApiKeyScopes.All)]
    [InlineData("read", ApiKeyScopes.Read)]
    [InlineData("read,write", ApiKeyScopes.All)]
    [InlineData("", ApiKeyScopes.None)]
    [InlineData("read,admin", ApiKeyScopes.None)]
    public void Stored_scopes_that_cannot_be_read_open_nothing(string? stored, ApiKeyScopes scopes) => Assert.Equal(scopes, ApiKeyScopesText.Read(stored));
}
