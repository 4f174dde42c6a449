using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;

namespace Smartlinks.Organizations;

/// <summary>What an organization decides for all its links. Compared by content.</summary>
/// <param name="ShowProbable">Whether fans see matches that are likely and not proven.</param>
/// <param name="SearchLinks">Whether a service without a match gets a link to its search, labelled as one.</param>
public sealed record OrganizationSettings(bool ShowProbable = false, bool SearchLinks = true)
{
    public static readonly OrganizationSettings Default = new();

    /// <summary>Which services its links show, and in which order.</summary>
    public ServiceRules Services { get; init; } = ServiceRules.None;

    /// <summary>Who may publish, and what that costs.</summary>
    public AccessSettings Access { get; init; } = AccessSettings.FreeForAll;
}

/// <summary>How a change of settings ended.</summary>
public abstract record UpdateSettingsResult
{
    private UpdateSettingsResult()
    {
    }

    /// <param name="Before">What stood before: setting it again undoes the change.</param>
    public sealed record Updated(OrganizationSettings Before, OrganizationSettings After) : UpdateSettingsResult;

    /// <summary>There is no such organization.</summary>
    public sealed record NotFound : UpdateSettingsResult;

    /// <summary>The settings are not at the version the caller had seen.</summary>
    public sealed record VersionMismatch : UpdateSettingsResult;

    /// <summary>What was asked for contradicts itself, or what stands already: what is wrong, by field.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string[]> Errors) : UpdateSettingsResult;
}
