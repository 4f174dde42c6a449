using System.Text.Json;
using Smartlinks.Billing;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Organizations;
using Smartlinks.Links;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Billing;

/// <summary>What a buyer asks for, with what is wrong about it.</summary>
/// <param name="Item">The offer's id; null with a base fee, of which there is one.</param>
/// <param name="ReturnTo">Where Stripe's page leads back to: a path on our own origin.</param>
public sealed record BillingRequest(FieldReader Fields, OfferKind? Kind, string? Item, LinkId? Link, string ReturnTo)
{
    /// <summary>Who is to hold a package or a membership; null: nobody is named.</summary>
    public OwnerId? Owner { get; init; }

    private const int MaxItem = 40;
    private const int MaxReturn = 300;

    public static BillingRequest ReadCheckout(JsonElement root)
    {
        var fields = new FieldReader(root);
        var kind = ReadKind(fields);
        var item = fields.Text("item", MaxItem);
        if (item is null && kind is not (null or OfferKind.BaseFee) && !fields.Errors.ContainsKey("item")) fields.Refuse("item", "is missing.");
        var link = ReadLink(fields, kind);
        var request = new BillingRequest(fields, kind, item, link, ReadReturnTo(fields)) { Owner = ReleaseOwners.Read(fields) };
        if (request.Owner is not null && kind is not (OfferKind.Package or OfferKind.Membership)) fields.Refuse("owner", "goes with a package or a membership only; a fee is its link's owner's.");
        fields.RefuseOthers();
        return request;
    }

    public static BillingRequest ReadReturn(JsonElement root)
    {
        var fields = new FieldReader(root);
        var request = new BillingRequest(fields, null, null, null, ReadReturnTo(fields));
        fields.RefuseOthers();
        return request;
    }

    private static OfferKind? ReadKind(FieldReader fields)
    {
        var text = fields.Text("kind", MaxItem);
        OfferKind? kind = text switch
        {
            "credits" => OfferKind.Credits,
            "plan" => OfferKind.Plan,
            "package" => OfferKind.Package,
            "membership" => OfferKind.Membership,
            "baseFee" => OfferKind.BaseFee,
            _ => null,
        };
        if (kind is null && !fields.Errors.ContainsKey("kind")) fields.Refuse("kind", "is one of credits, plan, package, membership and baseFee.");
        return kind;
    }

    private static LinkId? ReadLink(FieldReader fields, OfferKind? kind)
    {
        var text = fields.Text("link", MaxItem);
        if (kind != OfferKind.BaseFee)
        {
            if (text is not null) fields.Refuse("link", "goes with a base fee only.");
            return null;
        }

        if (LinkId.TryParse(text, out var link)) return link;
        if (!fields.Errors.ContainsKey("link")) fields.Refuse("link", "is the id of the link that the fee is for, such as lnk_….");
        return null;
    }

    /// <summary>A path and nothing that could lead elsewhere: two slashes, or a backslash that a browser takes for one, begin another host.</summary>
    private static string ReadReturnTo(FieldReader fields)
    {
        var text = fields.Text("returnTo", MaxReturn) ?? "/";
        if (text[0] == '/' && (text.Length == 1 || text[1] is not ('/' or '\\')) && !text.Contains('\\', StringComparison.Ordinal) && !text.Contains('#', StringComparison.Ordinal) && Uri.IsWellFormedUriString(text, UriKind.Relative)) return text;
        fields.Refuse("returnTo", "is a path here, such as /app/billing.");
        return "/";
    }
}
