using Smartlinks.Links.Publishing;

namespace Smartlinks.Credits.Plans;

/// <summary>What an organization has booked; each has all of the one before.</summary>
public enum Plan
{
    Free,
    Starter,
    Pro,
}

/// <summary>What each plan allows. Credits are apart from it: a link costs one on any plan.</summary>
public static class PlanTerms
{
    public static bool Allows(Plan plan, LinkFeature feature) => plan >= LeastFor(feature);

    public static Plan LeastFor(LinkFeature feature) => feature switch
    {
        LinkFeature.SmartLinks => Plan.Free,
        LinkFeature.PreSaves => Plan.Starter,
        LinkFeature.CustomSlugs or LinkFeature.SplitTests => Plan.Pro,
    };
}
