using System.Text.RegularExpressions;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>Reads what an organization asks for who publishes.</summary>
internal static partial class AccessFields
{
    private const int MostName = 120;
    private const int MostReleases = 10_000;
    private const int MostDays = 3_650;

    public static Func<AccessSettings, AccessSettings> Read(FieldReader fields)
    {
        foreach (var name in new[] { "mode", "memberships", "packages" })
            if (fields.IsNull(name)) fields.Refuse(name, "cannot be null; leave the field out to keep it.");
        var mode = ReadMode(fields);
        var (memberships, packages) = (ReadOffers(fields, "memberships", ReadMembership), ReadOffers(fields, "packages", ReadPackage));
        var (setsFee, fee) = (fields.Has("baseFee"), ReadMoney(fields, "baseFee"));
        var (setsWhom, whom) = (fields.Has("askWhom"), fields.Text("askWhom", MostName));
        fields.RefuseOthers();
        return access => access with
        {
            Mode = mode ?? access.Mode,
            Memberships = memberships ?? access.Memberships,
            Packages = packages ?? access.Packages,
            BaseFee = setsFee ? fee : access.BaseFee,
            AskWhom = setsWhom ? whom : access.AskWhom,
        };
    }

    /// <summary><c>{ "amount": minor units, "currency": "EUR" }</c>; null when it is absent, null or not that.</summary>
    public static Money? ReadMoney(FieldReader fields, string name)
    {
        if (fields.Inner(name) is not { } inner) return null;
        var (amount, code) = (inner.Whole("amount", 1, Money.Most), inner.Text("currency", 10));
        var isCurrency = Currency.TryParse(code, out var currency);
        if (amount is null && inner.IsValid) inner.Refuse("amount", "is missing.");
        if (code is null) inner.Refuse("currency", "is missing.");
        else if (!isCurrency) inner.Refuse("currency", "is not a currency of ISO 4217 that is in use, such as EUR.");
        inner.RefuseOthers();
        fields.Adopt(name, inner);
        return inner.IsValid ? new Money(amount!.Value, currency) : null;
    }

    private static AccessMode? ReadMode(FieldReader fields)
    {
        if (fields.Text("mode", 40) is not { } text) return null;
        if (AccessNames.ModeOf(text) is { } mode) return mode;
        fields.Refuse("mode", $"must be one of {string.Join(", ", Enum.GetValues<AccessMode>().Select(AccessNames.Of))}.");
        return null;
    }

    /// <summary>Null: the field is left out.</summary>
    private static List<T>? ReadOffers<T>(FieldReader fields, string name, Func<FieldReader, string, T?> read)
        where T : class
    {
        if (fields.Inners(name, AccessSettings.MostOffers) is not { } inners) return null;
        var (offers, ids) = (new List<T>(), new HashSet<string>(StringComparer.Ordinal));
        for (var index = 0; index < inners.Count; index++)
        {
            var inner = inners[index];
            var id = inner.Text("id", 40) ?? "";
            if (!OfferId().IsMatch(id)) inner.Refuse("id", "must be 1 to 40 of a–z, 0–9 and inner hyphens.");
            else if (!ids.Add(id)) inner.Refuse("id", "is another's as well.");
            if (read(inner, id) is { } offer && inner.IsValid) offers.Add(offer);
            inner.RefuseOthers();
            fields.Adopt($"{name}[{index}]", inner);
        }

        return offers;
    }

    private static Membership? ReadMembership(FieldReader fields, string id)
    {
        var (name, price, days) = (ReadName(fields), ReadMoney(fields, "price"), fields.Whole("days", 1, MostDays));
        if (days is not null && price is null && fields.IsValid) fields.Refuse("days", "goes with a price: one that is given ends when who gives it says.");
        return name is null ? null : new Membership(id, name, price, (int?)days);
    }

    private static Package? ReadPackage(FieldReader fields, string id)
    {
        var (name, releases, days) = (ReadName(fields), fields.Whole("releases", 1, MostReleases), fields.Whole("days", 1, MostDays));
        if (releases is null && fields.IsValid) fields.Refuse("releases", "is missing.");
        var price = ReadMoney(fields, "price");
        if (price is null && fields.IsValid) fields.Refuse("price", "is missing.");
        return name is null || releases is null || price is null ? null : new Package(id, name, (int)releases, price.Value, (int?)days);
    }

    private static string? ReadName(FieldReader fields)
    {
        var name = fields.Text("name", MostName);
        if (name is null && fields.IsValid) fields.Refuse("name", "is missing.");
        return name;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OfferId();
}
