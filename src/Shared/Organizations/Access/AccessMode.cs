namespace Smartlinks.Organizations.Access;

/// <summary>Who may publish for an organization, and what it takes.</summary>
public enum AccessMode
{
    /// <summary>Everybody who belongs to it.</summary>
    FreeForAll,

    /// <summary>Owners who hold one of its memberships, or a package with a release left.</summary>
    MembershipOrPackage,

    /// <summary>A fee for each release that no package pays for.</summary>
    BaseFee,

    /// <summary>Nobody but who has a permit.</summary>
    Denied,
}
