using System.Globalization;
using System.Text.Json;
using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>Reads what an admin gives to an owner.</summary>
internal static class EntitlementRequests
{
    private const int MostNote = 200;
    private const int MostReleases = 10_000;
    private static readonly string[] s_instants = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool TryRead(JsonElement root, EntitlementId id, DateTimeOffset now, out Entitlement entitlement, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        var kind = ReadKind(fields);
        var link = ReadLink(fields);
        entitlement = new Entitlement(id, kind ?? default, link, now)
        {
            Offer = fields.Text("offer", 40),
            Releases = (int)(fields.Whole("releases", 1, MostReleases) ?? 0),
            Paid = AccessFields.ReadMoney(fields, "paid"),
            EndsAt = ReadEnd(fields),
            Note = fields.Text("note", MostNote),
        };
        if (kind is not null && fields.IsValid) Check(fields, entitlement);
        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    /// <summary>What belongs to the kind, and nothing that does not.</summary>
    private static void Check(FieldReader fields, Entitlement entitlement)
    {
        var (isPackage, isOffer) = (entitlement.Kind == EntitlementKind.Package, entitlement.Kind is EntitlementKind.Package or EntitlementKind.Membership);
        if (isOffer != entitlement.Offer is not null) fields.Refuse("offer", isOffer ? "is missing: the id of a membership or package." : "goes with memberships and packages.");
        if (isPackage != entitlement.Releases > 0) fields.Refuse("releases", isPackage ? "is missing." : "goes with packages.");
        if (isOffer && entitlement.Link is not null) fields.Refuse("link", "goes with base fees and permits.");
        if (entitlement is { Kind: EntitlementKind.BaseFee, Link: null }) fields.Refuse("link", "is missing: a base fee is one release's.");
    }

    private static EntitlementKind? ReadKind(FieldReader fields)
    {
        var text = fields.Text("kind", 40);
        var kind = AccessNames.KindOf(text);
        if (text is null && fields.IsValid) fields.Refuse("kind", "is missing.");
        else if (text is not null && kind is null) fields.Refuse("kind", $"must be one of {string.Join(", ", Enum.GetValues<EntitlementKind>().Select(AccessNames.Of))}.");
        return kind;
    }

    private static string? ReadLink(FieldReader fields)
    {
        if (fields.Text("link", 40) is not { } text) return null;
        if (LinkId.TryParse(text, out _)) return text;
        fields.Refuse("link", "is not a link's id.");
        return null;
    }

    private static DateTimeOffset? ReadEnd(FieldReader fields)
    {
        if (fields.Text("endsAt", 40) is not { } text) return null;
        if (DateTimeOffset.TryParseExact(text, s_instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is >= 2000 and <= 2200) return at.ToUniversalTime();
        fields.Refuse("endsAt", "must be an instant between 2000 and 2200 such as 2027-01-01T00:00:00Z.");
        return null;
    }
}
