using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Organizations.Rules;

/// <summary>The function is held to the tables of docs/rules.md, over all combinations.</summary>
public sealed class DecidingServicesTests
{
    private static readonly StreamingService[] s_two = [StreamingService.Tidal, StreamingService.Spotify];
    private static readonly StreamingService[] s_three = [StreamingService.Spotify, StreamingService.Tidal, StreamingService.Deezer];

    /// <summary>Everything that rules and choices can say about two services: 84,000 cases.</summary>
    [Fact]
    public void Two_services_are_decided_as_the_tables_say_in_every_combination()
    {
        var shows = DecisionTable.Read("rules.md", "The organization blocks it");
        var places = DecisionTable.Read("rules.md", "The organization's order");
        var count = 0;
        foreach (var (rules, preference) in All(s_two))
        {
            count++;
            foreach (var decision in ServiceDecider.Decide(rules, preference, s_two))
            {
                var (expected, placedBy) = (shows.Decide(ShowFacts(decision.Service, rules, preference)), places.Decide(PlaceFacts(decision.Service, rules, preference)));
                if (expected[0] != (decision.IsVisible ? "yes" : "no") || expected[1] != Code(decision.Visibility) || placedBy[0] != Code(decision.Place))
                    Assert.Fail($"{decision} under {rules} and {preference}: {string.Join(", ", expected)}, {placedBy[0]}");
            }
        }

        Assert.Equal(84_000, count);
        Assert.Empty(shows.Unused);
        Assert.Empty(places.Unused);
    }

    /// <summary>Every order of three services over every other: 16 for the organization, fixed or not, 17 for the link, 16 for the default, of each set of services.</summary>
    [Fact]
    public void Three_services_are_ordered_by_the_organization_then_by_choice_then_as_usual()
    {
        var orders = Orders(s_three).ToList();
        Assert.Equal(16, orders.Count);
        foreach (var order in orders)
            foreach (var isFixed in new[] { false, true })
                foreach (var own in orders.Select(each => (ServiceOrder?)each).Append(null))
                    foreach (var fallback in orders)
                    {
                        var rules = new ServiceRules { Order = order, IsOrderFixed = isFixed, Default = new ServicePreference(default, fallback) };
                        var preference = own is { } some ? new ServicePreference(default, some) : null;
                        // By hand: the place of each in each list, what is not in a list behind what is.
                        var wanted = s_three.OrderBy(service => Rank(order, service)).ThenBy(service => isFixed ? 0 : Rank(own ?? fallback, service)).ThenBy(service => Array.IndexOf(s_three, service)).ToList();
                        foreach (var among in Subsets(s_three))
                        {
                            var decided = ServiceDecider.Decide(rules, preference, among.ToList()).Select(each => each.Service);
                            if (!decided.SequenceEqual(wanted.Where(among.Contains))) Assert.Fail($"{string.Join(' ', decided)} of {among} under {rules} and {preference}");
                        }
                    }
    }

    /// <summary>Each of the nine, in every combination of what may be said about it, while all others are free: nothing hangs on which service it is.</summary>
    [Fact]
    public void Each_service_is_decided_alike_and_no_other_with_it()
    {
        foreach (var service in StreamingService.All)
        {
            var others = ServiceSet.All.Except(ServiceSet.Of(service));
            foreach (var (allowed, blocked, own, fallback) in from allowed in new ServiceSet?[] { null, ServiceSet.All, others }
                     from blocked in Subsets([service]) from own in Choices([service]).Append(null) from fallback in Choices([service]) select (allowed, blocked, own, fallback))
            {
                var rules = new ServiceRules { Allowed = allowed, Blocked = blocked, Default = fallback! };
                var standing = ServiceStanding.Of(rules, own);
                var isHidden = blocked.Contains(service) || allowed == others || (own ?? fallback!).Hidden.Contains(service);
                Assert.Equal(isHidden ? others : ServiceSet.All, standing.Visible);
                Assert.Equal(ServiceSet.All, standing.Order.Set);
            }
        }
    }

    [Fact]
    public void Rules_that_say_nothing_leave_everything_as_usual()
    {
        Assert.All(ServiceDecider.Decide(ServiceRules.None, null, StreamingService.All), each => Assert.Equal((VisibilityRule.Shown, PlaceRule.Usual), (each.Visibility, each.Place)));
        Assert.Equal(StreamingService.All, ServiceStanding.Of(ServiceRules.None, null).Order.ToList());
    }

    private static IEnumerable<(ServiceRules Rules, ServicePreference? Preference)> All(StreamingService[] services) =>
        from allowed in Subsets(services).Select(each => (ServiceSet?)each).Append(null)
        from blocked in Subsets(services)
        from order in Orders(services)
        from isFixed in new[] { false, true }
        from preference in Choices(services).Append(null)
        from fallback in Choices(services)
        select (new ServiceRules { Allowed = allowed, Blocked = blocked, Order = order, IsOrderFixed = isFixed, Default = fallback! }, preference);

    private static IEnumerable<ServicePreference?> Choices(StreamingService[] services) => from hidden in Subsets(services) from order in Orders(services) select new ServicePreference(hidden, order);

    private static IEnumerable<ServiceSet> Subsets(StreamingService[] services) =>
        Enumerable.Range(0, 1 << services.Length).Select(bits => ServiceSet.Of(services.Where((_, place) => (bits & (1 << place)) != 0)));

    private static IEnumerable<ServiceOrder> Orders(IReadOnlyList<StreamingService> services) =>
        services.SelectMany(first => Orders([.. services.Where(other => other != first)]).Select(rest => ServiceOrder.Of(first).Then(rest))).Prepend(default);

    private static int Rank(ServiceOrder order, StreamingService service) => order.ToList().ToList().IndexOf(service) is var place and >= 0 ? place : int.MaxValue;

    private static string[] ShowFacts(StreamingService service, ServiceRules rules, ServicePreference? preference) =>
    [
        rules.Blocked.Contains(service) ? "yes" : "no",
        rules.Allowed?.Contains(service) == false ? "without it" : "none or with it",
        preference is null ? "none" : preference.Hidden.Contains(service) ? "hides it" : "does not hide it",
        rules.Default.Hidden.Contains(service) ? "hides it" : "does not hide it",
    ];

    private static string[] PlaceFacts(StreamingService service, ServiceRules rules, ServicePreference? preference) =>
    [
        Rank(rules.Order, service) < 9 ? "names it" : "does not name it",
        rules.IsOrderFixed ? "yes" : "no",
        preference is null ? "none" : Rank(preference.Order, service) < 9 ? "orders it" : "does not order it",
        Rank(rules.Default.Order, service) < 9 ? "orders it" : "does not order it",
    ];

    private static string Code(VisibilityRule rule) => rule switch
    {
        VisibilityRule.Shown => "null",
        VisibilityRule.Blocked => "blocked",
        VisibilityRule.NotAllowed => "notAllowed",
        VisibilityRule.HiddenOnLink => "link",
        VisibilityRule.HiddenByDefault => "default",
    };

    private static string Code(PlaceRule rule) => char.ToLowerInvariant(rule.ToString()[0]) + rule.ToString()[1..];
}
