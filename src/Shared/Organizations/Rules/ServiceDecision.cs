using Smartlinks.StreamingServices;

namespace Smartlinks.Organizations.Rules;

/// <summary>What decided whether a service is shown.</summary>
public enum VisibilityRule
{
    /// <summary>Nothing hides it.</summary>
    Shown,

    /// <summary>The organization blocks it.</summary>
    Blocked,

    /// <summary>The organization allows others only.</summary>
    NotAllowed,

    /// <summary>The link's own choice.</summary>
    HiddenOnLink,

    /// <summary>The link chooses nothing for itself, and the organization's default hides it.</summary>
    HiddenByDefault,
}

/// <summary>What decided where a service stands among the others.</summary>
public enum PlaceRule
{
    /// <summary>The organization's order.</summary>
    Organization,

    /// <summary>The link's own order.</summary>
    Link,

    /// <summary>The organization's default, for a link that chooses nothing for itself.</summary>
    Default,

    /// <summary>Nobody ordered it.</summary>
    Usual,
}

/// <summary>One service of a link: whether it is shown, and which rule decided that and its place.</summary>
public sealed record ServiceDecision(StreamingService Service, VisibilityRule Visibility, PlaceRule Place)
{
    public bool IsVisible => Visibility == VisibilityRule.Shown;
}

/// <summary>What all decisions about a link come to.</summary>
/// <param name="Order">All nine, hidden ones as well.</param>
public sealed record ServiceStanding(ServiceSet Visible, ServiceOrder Order)
{
    /// <param name="preference">The link's own; null: it chooses nothing for itself.</param>
    public static ServiceStanding Of(ServiceRules rules, ServicePreference? preference)
    {
        var decided = ServiceDecider.Decide(rules, preference, StreamingService.All);
        return new ServiceStanding(ServiceSet.Of(decided.Where(each => each.IsVisible).Select(each => each.Service)), ServiceOrder.Of(decided.Select(each => each.Service)));
    }
}
