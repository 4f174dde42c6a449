using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>Says a decision about access to people.</summary>
internal static class AccessTexts
{
    public static string Of(AccessDecision decision) => decision switch
    {
        AccessDecision.Granted { Ground: AccessGround.FreeForAll } => "Everybody of this organization may publish.",
        AccessDecision.Granted { Ground: AccessGround.Permit } => "The organization permits it.",
        AccessDecision.Granted { Ground: AccessGround.Membership } => "The owner holds a membership.",
        AccessDecision.Granted { Ground: AccessGround.Package, NeedsUse: true } => "The owner holds a package with a release left, which publishing uses.",
        AccessDecision.Granted { Ground: AccessGround.Package } => "A release of the owner's package was used for it.",
        AccessDecision.Granted { Ground: AccessGround.BaseFee, By.Paid: null } => "The base fee is waived.",
        AccessDecision.Granted { Ground: AccessGround.BaseFee } => "The base fee is paid.",
        AccessDecision.Missing { Need: AccessNeed.MembershipOrPackage } => "The owner holds neither a membership of this organization nor a package with a release left.",
        AccessDecision.Missing { Need: AccessNeed.BaseFee } => "The base fee of this release is not paid, and the owner holds no package with a release left.",
        AccessDecision.Missing { Need: AccessNeed.Permit } => "This organization lets nobody publish without its permit.",
        AccessDecision.Missing { Need: AccessNeed.LinkDeleted } => "The link was deleted, and what it used was given back.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Of(AccessWay way) => way switch
    {
        AccessWay.BuyMembership buy => $"Buy {buy.Membership.Name} for {buy.Price}{(buy.Membership.Days is { } days ? $": {GoodFor(days)}" : "")}.",
        AccessWay.BuyPackage buy => $"Buy {buy.Package.Name} for {buy.Package.Price}: {buy.Package.Releases} {(buy.Package.Releases == 1 ? "release" : "releases")}{(buy.Package.Days is { } days ? $", {GoodFor(days)}" : "")}.",
        AccessWay.PayBaseFee pay => $"Pay the base fee of {pay.Fee}.",
        AccessWay.Ask ask => $"Ask {ask.Whom ?? "an admin of the organization"}.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string GoodFor(int days) => $"good for {days} {(days == 1 ? "day" : "days")}";
}
