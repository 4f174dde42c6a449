using System.Text.Json.Serialization;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Proving;
using Smartlinks.Credits.Spending;
using Smartlinks.Links.Publishing;

namespace Smartlinks.Functions.Credits;

/// <summary>How enum members are called in JSON: as in the code, with a small first letter.</summary>
internal static class Wire
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    public static bool TryRead<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var each in Enum.GetValues<T>())
        {
            value = each;
            if (Of(each) == text) return true;
        }

        value = default;
        return false;
    }
}

/// <summary>Where an organization's credit stands.</summary>
/// <param name="Balance">What may be spent now; null where links are free.</param>
/// <param name="Expires">What of it ends, soonest first.</param>
/// <param name="Proof">Whether the last nightly proof found the balance to be the sum of its entries; null: there was none yet.</param>
/// <param name="Why">For people, when new links are refused or cost nothing; else null.</param>
public sealed record CreditsResponse(bool Enabled, long? Balance, string? Plan, IReadOnlyList<ExpiringResponse> Expires, WaitingResponse Waiting, ProofResponse? Proof, string? Why)
{
    public static CreditsResponse Off(WaitingResponse waiting) => new(false, null, null, [], waiting, null, "This deployment charges no credits: links are free, and every plan's features are there.");

    public static CreditsResponse From(LedgerBalance balance, Plan plan, WaitingResponse waiting, ProofOutcome? proof) => new(true, balance.Amount, Wire.Of(plan),
        [.. balance.Lots.Where(lot => lot.ExpiresAt is not null).Select(lot => new ExpiringResponse(lot.ExpiresAt!.Value, lot.Amount))], waiting,
        proof is null ? null : new ProofResponse(proof.At, proof.Holds, proof.Fault),
        balance.Amount < 0 ? "A payment was taken back after its credits were spent. New links are refused until the balance is not negative any more: buy credits." : null);
}

public sealed record ExpiringResponse(DateTimeOffset At, long Amount);

public sealed record ProofResponse(DateTimeOffset At, bool Holds, string? Why);

/// <param name="Items">The oldest first.</param>
/// <param name="More">Whether others wait besides.</param>
public sealed record WaitingResponse(IReadOnlyList<WaitingLinkResponse> Items, bool More)
{
    public static WaitingResponse From(IReadOnlyList<WaitingLink> waiting, int most) =>
        new([.. waiting.Take(most).Select(each => new WaitingLinkResponse(each.Link.ToString(), Wire.Of(each.For), each.Since))], waiting.Count > most);
}

public sealed record WaitingLinkResponse(string Link, string For, DateTimeOffset Since);

/// <summary>One line of a statement.</summary>
public sealed record EntryResponse(long Number, DateTimeOffset At, string Kind, string Reason, long Amount, long Balance, string? About, string By)
{
    public static EntryResponse From(LedgerEntry entry) => new(entry.Sequence, entry.At, Wire.Of(entry.Kind), Wire.Of(entry.Reason), entry.Amount, entry.Balance, entry.About, entry.By);
}

public sealed record StatementResponse(IReadOnlyList<EntryResponse> Items, string? Continuation);

/// <summary>What an organization's plan allows. Where links are free there is no plan, and everything is allowed.</summary>
public sealed record PlanResponse(bool Enabled, string? Plan, DateTimeOffset? Since, IReadOnlyDictionary<string, bool> Allows, PricesResponse Prices)
{
    public static PlanResponse Off => new(false, null, null, Allowed(_ => true), new PricesResponse(0, 0, 0, 0));

    public static PlanResponse From(BookedPlan booked) => new(true, Wire.Of(booked.Plan), booked.Since, Allowed(feature => PlanTerms.Allows(booked.Plan, feature)), new PricesResponse(LinkPrice.Credits, LinkPrice.Credits, 0, 0));

    private static Dictionary<string, bool> Allowed(Func<LinkFeature, bool> allows) => Enum.GetValues<LinkFeature>().ToDictionary(Wire.Of, allows);
}

/// <summary>In credits, once each.</summary>
public sealed record PricesResponse(long SmartLink, long PreSaveLink, long CustomSlug, long Click);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CreditsResponse))]
[JsonSerializable(typeof(StatementResponse))]
[JsonSerializable(typeof(EntryResponse))]
[JsonSerializable(typeof(PlanResponse))]
internal sealed partial class CreditsJson : JsonSerializerContext;
