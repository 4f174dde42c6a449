using Smartlinks.Organizations.Access;

namespace Smartlinks.Organizations;

/// <summary>What cannot be meant although every field is well formed by itself: a change of one field may contradict what stands in another.</summary>
public static class SettingsFaults
{
    /// <summary>By field, as the API names them; none when the settings can stand.</summary>
    public static IReadOnlyDictionary<string, string[]> Find(OrganizationSettings settings)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (settings.Services.Contradicted is { IsEmpty: false } both)
            faults["services.blocked"] = [.. both.ToList().Select(service => $"{service} is allowed as well; take it out of one of the two.")];
        if (settings.Services.Allowed is { IsEmpty: true }) faults["services.allowed"] = ["allows nothing; name a service, or give null for all."];
        if (settings.Access is { Mode: AccessMode.BaseFee, BaseFee: null }) faults["access.baseFee"] = ["is what this mode asks for: give an amount and a currency."];
        if (settings.Access is { Mode: AccessMode.MembershipOrPackage, Memberships.Count: 0, Packages.Count: 0 }) faults["access.mode"] = ["needs a membership or a package that could be held."];
        return faults;
    }
}
