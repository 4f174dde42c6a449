using Smartlinks.Links;
using Smartlinks.Links.Publishing;

namespace Smartlinks.Credits.Spending;

/// <summary>
/// What a link costs, once: one credit, whether its release is out or to come. A custom slug and clicks cost nothing. One that took pre-saves stays the same link when it is out.
/// </summary>
public static class LinkPrice
{
    public const long Credits = 1;

    /// <summary>Names what is bought: a link is bought once, however often its request comes.</summary>
    public static string OperationOf(LinkId link) => $"link.{link}";

    public static string RefundOf(LinkId link) => $"refund.link.{link}";

    public static LedgerOperation Spend(Link link, DateTimeOffset now) => LedgerOperation.Spend(OperationOf(link.Id), Credits,
        LinkWish.IsToCome(link.Release, now) ? LedgerReason.PreSaveLink : LedgerReason.SmartLink, link.Id.ToString(), LedgerEntry.BySmartlinks);
}
