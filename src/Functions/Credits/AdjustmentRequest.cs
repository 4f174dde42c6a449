using System.Globalization;
using System.Text.Json;
using Smartlinks.Credits;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Credits;

/// <summary><c>{ "amount": 100, "reason": "gift", "about": "…", "expiresAt": "…" }</c>: a gift, which may end, or a correction, which may be negative.</summary>
internal static class AdjustmentRequest
{
    private const string ByOperator = "operator";

    private static readonly string[] s_instants = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool TryRead(JsonElement root, string key, out LedgerOperation? operation, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        var (amount, reason, about, expiresAt) = (fields.Whole("amount", -LedgerOperation.MostAmount, LedgerOperation.MostAmount), fields.Text("reason", 20), fields.Text("about", LedgerOperation.MaxAbout), ReadInstant(fields));
        if (amount is null or 0 && fields.IsValid) fields.Refuse("amount", "must be a number of credits other than 0.");
        if (reason is not ("gift" or "correction") && fields.IsValid) fields.Refuse("reason", "must be gift or correction.");
        if (reason == "gift" && amount < 0) fields.Refuse("amount", "of a gift is not negative.");
        if (reason == "correction" && expiresAt is not null) fields.Refuse("expiresAt", "goes with a gift.");
        fields.RefuseOthers();
        errors = fields.Errors;
        operation = !fields.IsValid ? null : reason == "gift" ? LedgerOperation.Grant(Id(key), amount!.Value, LedgerReason.Gift, about, ByOperator, expiresAt)
            : LedgerOperation.Adjust(Id(key), amount!.Value, LedgerReason.Correction, about, ByOperator);
        return operation is not null;
    }

    private static string Id(string key) => LedgerOperation.IdOf(ByOperator, key);

    private static DateTimeOffset? ReadInstant(FieldReader fields)
    {
        if (fields.Text("expiresAt", 40) is not { } text) return null;
        if (DateTimeOffset.TryParseExact(text, s_instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is >= 2000 and <= 2200) return at;
        fields.Refuse("expiresAt", "must be an instant such as 2026-12-31T00:00:00Z.");
        return null;
    }
}
