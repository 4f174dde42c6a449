using Smartlinks.Organizations.ApiKeys;

namespace Smartlinks.Organizations.Members;

/// <summary>What a route of the API can ask of its caller.</summary>
[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>Be a member, in any role.</summary>
    Belong = 1,

    /// <summary>Links, reports, reviews, pre-saves, settings.</summary>
    ReadLinks = 2,
    WriteLinks = 4,
    ManageSettings = 8,

    /// <summary>Who the others are.</summary>
    ReadMembers = 16,

    /// <summary>Invite, change roles, remove.</summary>
    ManageMembers = 32,
    ManageKeys = 64,

    /// <summary>Balance, plans, statement.</summary>
    ReadMoney = 128,

    /// <summary>Buy, subscribe, connect an account.</summary>
    ManageMoney = 256,

    /// <summary>Export and erase the organization.</summary>
    ManageOrganization = 512,

    /// <summary>Invite an owner to an organization that has none.</summary>
    InviteFirstOwner = 1024,

    /// <summary>Pay what the organization asks of a release: a base fee, a package, a membership.</summary>
    PayForReleases = 2048,
}

/// <summary>Who may what: the one table (docs/people.md shows it).</summary>
public static class PermissionTable
{
    public static Permissions Of(Role role) => role switch
    {
        Role.Viewer => Permissions.Belong | Permissions.ReadLinks,
        Role.Member => Of(Role.Viewer) | Permissions.WriteLinks | Permissions.ReadMembers | Permissions.PayForReleases,
        Role.Admin => Of(Role.Member) | Permissions.ManageSettings | Permissions.ManageMembers | Permissions.ManageKeys | Permissions.ReadMoney | Permissions.ManageMoney,
        Role.Owner => Of(Role.Admin) | Permissions.ManageOrganization,
    };

    /// <summary>A key never decides about members and keys: what one leaked key can do ends with its revocation.</summary>
    public static Permissions Of(ApiKeyScopes scopes) =>
        (scopes.HasFlag(ApiKeyScopes.Read) ? Permissions.ReadLinks | Permissions.ReadMoney : Permissions.None)
        | (scopes.HasFlag(ApiKeyScopes.Write) ? Permissions.WriteLinks | Permissions.ManageSettings | Permissions.ManageMoney | Permissions.PayForReleases | Permissions.InviteFirstOwner : Permissions.None);
}
