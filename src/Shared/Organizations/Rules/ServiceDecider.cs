using Smartlinks.StreamingServices;

namespace Smartlinks.Organizations.Rules;

/// <summary>Which services a link shows, in which order, and why: the decision table of <c>docs/rules.md</c>.</summary>
public static class ServiceDecider
{
    /// <param name="preference">The link's own, which takes the place of the organization's default as a whole; null: it chooses nothing for itself.</param>
    /// <param name="services">Each once.</param>
    /// <returns>All of <paramref name="services"/>, in the order they are shown in; where hidden ones would stand as well.</returns>
    public static IReadOnlyList<ServiceDecision> Decide(ServiceRules rules, ServicePreference? preference, IReadOnlyList<StreamingService> services)
    {
        var wanted = preference ?? rules.Default;
        var order = rules.Order.Then(rules.IsOrderFixed ? default : wanted.Order).Then(ServiceOrder.Usual);
        return [.. order.Only(ServiceSet.Of(services)).ToList().Select(service => new ServiceDecision(service, VisibilityOf(service, rules, preference), PlaceOf(service, rules, preference)))];
    }

    private static VisibilityRule VisibilityOf(StreamingService service, ServiceRules rules, ServicePreference? preference)
    {
        if (rules.Blocked.Contains(service)) return VisibilityRule.Blocked;
        if (rules.Allowed is { } allowed && !allowed.Contains(service)) return VisibilityRule.NotAllowed;
        if (preference is not null) return preference.Hidden.Contains(service) ? VisibilityRule.HiddenOnLink : VisibilityRule.Shown;
        return rules.Default.Hidden.Contains(service) ? VisibilityRule.HiddenByDefault : VisibilityRule.Shown;
    }

    private static PlaceRule PlaceOf(StreamingService service, ServiceRules rules, ServicePreference? preference)
    {
        if (rules.IsOrderFixed || rules.Order.Set.Contains(service)) return PlaceRule.Organization;
        if (preference is not null) return preference.Order.Set.Contains(service) ? PlaceRule.Link : PlaceRule.Usual;
        return rules.Default.Order.Set.Contains(service) ? PlaceRule.Default : PlaceRule.Usual;
    }
}
