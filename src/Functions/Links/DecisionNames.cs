using Smartlinks.Organizations.Rules;

namespace Smartlinks.Functions.Links;

/// <summary>What the API calls the rules that decide on a service (stable), and what it says of them to people.</summary>
internal static class DecisionNames
{
    /// <summary>Nulls: nothing hides it.</summary>
    public static (string? Code, string? Why) Of(VisibilityRule rule) => rule switch
    {
        VisibilityRule.Shown => (null, null),
        VisibilityRule.Blocked => ("blocked", "Hidden: blocked by your organization."),
        VisibilityRule.NotAllowed => ("notAllowed", "Hidden: not among the services your organization allows."),
        VisibilityRule.HiddenOnLink => ("link", "Hidden: switched off on this link."),
        VisibilityRule.HiddenByDefault => ("default", "Hidden: switched off by your organization's default, which this link follows."),
    };

    public static string Of(PlaceRule rule) => rule switch
    {
        PlaceRule.Organization => "organization",
        PlaceRule.Link => "link",
        PlaceRule.Default => "default",
        PlaceRule.Usual => "usual",
    };
}
