using System.Text.Json.Serialization;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Organizations;

/// <summary>Settings as the API shows and takes them: what is read can be sent back.</summary>
public sealed record SettingsResponse(bool ShowProbable, bool SearchLinks, ServiceRulesResponse Services, AccessSettingsResponse Access)
{
    public static SettingsResponse From(OrganizationSettings settings) =>
        new(settings.ShowProbable, settings.SearchLinks, ServiceRulesResponse.From(settings.Services), AccessSettingsResponse.From(settings.Access));
}

/// <param name="Previous">What stood before: sent as a change, it undoes this one.</param>
public sealed record ChangedSettingsResponse(bool ShowProbable, bool SearchLinks, ServiceRulesResponse Services, AccessSettingsResponse Access, SettingsResponse Previous)
{
    public static ChangedSettingsResponse From(OrganizationSettings before, OrganizationSettings after)
    {
        var now = SettingsResponse.From(after);
        return new ChangedSettingsResponse(now.ShowProbable, now.SearchLinks, now.Services, now.Access, SettingsResponse.From(before));
    }
}

/// <param name="Allowed">Null: all.</param>
public sealed record ServiceRulesResponse(IReadOnlyList<string>? Allowed, IReadOnlyList<string> Blocked, IReadOnlyList<string> Order, bool FixedOrder, ServicePreferenceResponse Default)
{
    public static ServiceRulesResponse From(ServiceRules rules) => new(rules.Allowed is { } allowed ? Ids(allowed.ToList()) : null, Ids(rules.Blocked.ToList()), Ids(rules.Order.ToList()), rules.IsOrderFixed,
        ServicePreferenceResponse.From(rules.Default)!);

    internal static IReadOnlyList<string> Ids(IReadOnlyList<StreamingService> services) => [.. services.Select(service => service.Id)];
}

public sealed record ServicePreferenceResponse(IReadOnlyList<string> Hidden, IReadOnlyList<string> Order)
{
    public static ServicePreferenceResponse? From(ServicePreference? preference) =>
        preference is null ? null : new(ServiceRulesResponse.Ids(preference.Hidden.ToList()), ServiceRulesResponse.Ids(preference.Order.ToList()));
}

public sealed record AccessSettingsResponse(string Mode, IReadOnlyList<MembershipResponse> Memberships, IReadOnlyList<PackageResponse> Packages, MoneyResponse? BaseFee, string? AskWhom)
{
    public static AccessSettingsResponse From(AccessSettings access) => new(AccessNames.Of(access.Mode), [.. access.Memberships.Select(MembershipResponse.From)],
        [.. access.Packages.Select(PackageResponse.From)], MoneyResponse.From(access.BaseFee), access.AskWhom);
}

/// <param name="Price">Null: it is given, not sold.</param>
/// <param name="Days">How long a bought one lasts; null: without end.</param>
public sealed record MembershipResponse(string Id, string Name, MoneyResponse? Price, int? Days)
{
    public static MembershipResponse From(Membership membership) => new(membership.Id, membership.Name, MoneyResponse.From(membership.Price), membership.Days);
}

/// <param name="Days">Null: without end.</param>
public sealed record PackageResponse(string Id, string Name, int Releases, MoneyResponse Price, int? Days)
{
    public static PackageResponse From(Package package) => new(package.Id, package.Name, package.Releases, MoneyResponse.From(package.Price)!, package.Days);
}

/// <param name="Amount">In minor units.</param>
public sealed record MoneyResponse(long Amount, string Currency)
{
    public static MoneyResponse? From(Money? money) => money is { } some ? new MoneyResponse(some.MinorUnits, some.Currency.ToString()) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SettingsResponse))]
[JsonSerializable(typeof(ChangedSettingsResponse))]
[JsonSerializable(typeof(ServiceListResponse))]
internal sealed partial class SettingsJson : JsonSerializerContext;
