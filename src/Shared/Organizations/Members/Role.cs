using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.Organizations.Members;

/// <summary>What a member is in an organization. Each may all that the ones before it may.</summary>
public enum Role
{
    /// <summary>Sees links and numbers.</summary>
    Viewer,

    /// <summary>Artist or team: makes and edits links.</summary>
    Member,

    /// <summary>Decides settings, members, keys and money.</summary>
    Admin,

    /// <summary>Decides who owns the organization, and its end.</summary>
    Owner,
}

/// <summary>The stored and the API's form of a role: its name in lower case.</summary>
public static class RoleText
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Role>().Select(Write)];

    public static string Write(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Member => "member",
        Role.Admin => "admin",
        Role.Owner => "owner",
    };

    public static bool TryRead(string? text, [NotNullWhen(true)] out Role? role)
    {
        role = text switch
        {
            "viewer" => Role.Viewer,
            "member" => Role.Member,
            "admin" => Role.Admin,
            "owner" => Role.Owner,
            _ => null,
        };
        return role is not null;
    }

    public static Role Read(string text) => TryRead(text, out var role) ? role.Value : throw new FormatException($"'{text}' is not a role.");
}
