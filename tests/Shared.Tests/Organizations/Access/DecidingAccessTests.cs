using Smartlinks.Organizations.Access;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations.Access;

/// <summary>The function is held to the table of docs/access.md, over every state of everything an owner may hold, in every mode: 8,000 cases.</summary>
public sealed class DecidingAccessTests
{
    private const string Link = "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz";

    private static readonly DateTimeOffset s_now = Some.Instant;
    private static readonly Money s_price = new(990, Currency.Parse("eur"));

    private static AccessSettings Settings(AccessMode mode) => new()
    {
        Mode = mode,
        Memberships = [new Membership("gold", "Gold", s_price), new Membership("friend", "Friend of the label", null)],
        Packages = [new Package("five", "Five releases", 5, s_price, 365)],
        BaseFee = new Money(500, Currency.Parse("EUR")),
        AskWhom = "Ines",
    };

    [Fact]
    public void Every_combination_is_decided_as_the_table_says()
    {
        var table = DecisionTable.Read("access.md", "Mode");
        var count = 0;
        foreach (var mode in Enum.GetValues<AccessMode>())
            foreach (var permit in new[] { null, Good(EntitlementKind.Permit), Ended(EntitlementKind.Permit), Revoked(EntitlementKind.Permit) })
                foreach (var fee in new[] { null, Good(EntitlementKind.BaseFee), Ended(EntitlementKind.BaseFee), Revoked(EntitlementKind.BaseFee) })
                    foreach (var membership in new[] { null, Good(EntitlementKind.Membership), Good(EntitlementKind.Membership) with { Offer = "silver" }, Ended(EntitlementKind.Membership), Revoked(EntitlementKind.Membership) })
                        foreach (var package in new[] { null, Good(EntitlementKind.Package), UsedUp, Ended(EntitlementKind.Package), Revoked(EntitlementKind.Package) })
                            foreach (var use in new[] { null, new PackageUse(EntitlementId.Parse("Package"), null), new PackageUse(EntitlementId.Parse("Other"), null), new PackageUse(EntitlementId.Parse("Package"), s_now), new PackageUse(null, s_now) })
                            {
                                count++;
                                var held = new Holdings([.. new[] { permit, fee, membership, package }.OfType<Entitlement>()], use);
                                var decision = AccessRules.Decide(Settings(mode), held, s_now);
                                var expected = table.Decide(Name(mode), YesIf(use is { GivenBackAt: not null }), YesIf(permit?.Note == "good"), YesIf(package is { RevokedAt: null } && use is { GivenBackAt: null, Entitlement: { } used } && used == package.Id),
                                    YesIf(fee?.Note == "good"), YesIf(membership is { Note: "good", Offer: "gold" }), YesIf(package?.Note == "good"))[0];
                                if (expected != Tell(decision)) Assert.Fail($"{Tell(decision)}, not {expected}: {mode} {held.Use} {string.Join(", ", held.Entitlements)}");
                            }

        Assert.Equal(4 * 4 * 4 * 5 * 5 * 5, count);
        Assert.Empty(table.Unused);
    }

    [Theory]
    [InlineData(AccessMode.MembershipOrPackage, "BuyMembership gold, BuyPackage five, Ask Ines")]
    [InlineData(AccessMode.BaseFee, "PayBaseFee 5.00 EUR, BuyPackage five, Ask Ines")]
    [InlineData(AccessMode.Denied, "Ask Ines")]
    public void What_is_missing_comes_with_every_way_to_get_it(AccessMode mode, string ways)
    {
        var missing = Assert.IsType<AccessDecision.Missing>(AccessRules.Decide(Settings(mode), Holdings.None, s_now));
        Assert.Equal(ways, string.Join(", ", missing.Ways.Select(way => way switch
        {
            AccessWay.BuyMembership buy => $"BuyMembership {buy.Membership.Id}",
            AccessWay.BuyPackage buy => $"BuyPackage {buy.Package.Id}",
            AccessWay.PayBaseFee pay => $"PayBaseFee {pay.Fee}",
            AccessWay.Ask ask => $"Ask {ask.Whom}",
            _ => "",
        })));
        Assert.Empty(missing.Unusable);
    }

    [Fact]
    public void What_is_held_and_does_not_help_is_named_with_its_fault()
    {
        var held = new Holdings([Revoked(EntitlementKind.Permit), Good(EntitlementKind.Membership) with { Offer = "silver" }, UsedUp, Good(EntitlementKind.BaseFee)], null);
        Assert.Equal([EntitlementFault.Revoked, EntitlementFault.NotOffered, EntitlementFault.UsedUp], Missing(AccessMode.MembershipOrPackage, held).Unusable.Select(each => each.Fault));
        Assert.Equal([EntitlementFault.Revoked], Missing(AccessMode.Denied, held).Unusable.Select(each => each.Fault));
    }

    [Fact]
    public void An_end_is_the_first_instant_at_which_it_is_no_good()
    {
        var package = Good(EntitlementKind.Package) with { EndsAt = s_now };
        Assert.IsType<AccessDecision.Granted>(AccessRules.Decide(Settings(AccessMode.BaseFee), new Holdings([package], null), s_now.AddTicks(-1)));
        Assert.Equal(EntitlementFault.Ended, Assert.Single(Missing(AccessMode.BaseFee, new Holdings([package], null)).Unusable).Fault);
    }

    [Fact]
    public void Of_several_packages_the_one_that_ends_first_is_used_and_then_the_oldest()
    {
        Entitlement Of(string id, DateTimeOffset? endsAt, int givenDaysAgo) => Good(EntitlementKind.Package) with { Id = EntitlementId.Parse(id), EndsAt = endsAt, GivenAt = s_now.AddDays(-givenDaysAgo) };
        Entitlement[] packages = [Of("endless", null, 9), Of("late", s_now.AddDays(9), 9), Of("soon-new", s_now.AddDays(1), 1), Of("soon-old", s_now.AddDays(1), 2)];
        foreach (var expected in new[] { "soon-old", "soon-new", "late", "endless" })
        {
            var granted = Assert.IsType<AccessDecision.Granted>(AccessRules.Decide(Settings(AccessMode.MembershipOrPackage), new Holdings(packages, null), s_now));
            Assert.Equal((expected, true), (granted.By!.Id.ToString(), granted.NeedsUse));
            packages = [.. packages.Where(each => each.Id != granted.By.Id)];
        }
    }

    private static AccessDecision.Missing Missing(AccessMode mode, Holdings held) => Assert.IsType<AccessDecision.Missing>(AccessRules.Decide(Settings(mode), held, s_now));

    private static Entitlement Good(EntitlementKind kind) => new(EntitlementId.Parse(kind.ToString()), kind, kind == EntitlementKind.BaseFee ? Link : null, s_now.AddDays(-1))
    {
        Offer = kind switch { EntitlementKind.Membership => "gold", EntitlementKind.Package => "five", _ => null },
        Releases = kind == EntitlementKind.Package ? 5 : 0,
        Used = kind == EntitlementKind.Package ? 4 : 0,
        Note = "good",
    };

    private static Entitlement UsedUp => Good(EntitlementKind.Package) with { Used = 5, Note = "bad" };

    private static Entitlement Ended(EntitlementKind kind) => Good(kind) with { EndsAt = s_now, Note = "bad" };

    private static Entitlement Revoked(EntitlementKind kind) => Good(kind) with { RevokedAt = s_now.AddDays(-1), Note = "bad" };

    private static string YesIf(bool isSo) => isSo ? "yes" : "no";

    private static string Name<T>(T value)
        where T : struct, Enum => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..];

    private static string Tell(AccessDecision decision) => decision switch
    {
        AccessDecision.Granted granted => $"granted by {Name(granted.Ground)}{(granted.NeedsUse ? ", using one" : "")}",
        AccessDecision.Missing missing => $"missing {Name(missing.Need)}",
        _ => "",
    };
}
