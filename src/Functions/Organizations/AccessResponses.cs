using System.Text.Json.Serialization;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Functions.Organizations;

/// <summary>One thing an owner holds.</summary>
/// <param name="Link">Null: for all of the owner's links.</param>
/// <param name="TakenBack">Of a package: releases that went back with their part of the price.</param>
/// <param name="Fault">Why it grants nothing; null: it stands.</param>
public sealed record EntitlementResponse(string Id, string Kind, string? Offer, string? Link, int? Releases, int? Used, long? TakenBack, MoneyResponse? Paid, DateTimeOffset? EndsAt, string? Note, DateTimeOffset GivenAt,
    DateTimeOffset? RevokedAt, string? Fault)
{
    public static EntitlementResponse From(Entitlement entitlement, DateTimeOffset now)
    {
        var isPackage = entitlement.Kind == EntitlementKind.Package;
        return new EntitlementResponse(entitlement.Id.ToString(), AccessNames.Of(entitlement.Kind), entitlement.Offer, entitlement.Link, isPackage ? entitlement.Releases : null, isPackage ? entitlement.Used : null, isPackage ? entitlement.Releases - entitlement.Paying : null,
            MoneyResponse.From(entitlement.Paid), entitlement.EndsAt, entitlement.Note, entitlement.GivenAt, entitlement.RevokedAt, entitlement.FaultAt(now) is { } fault ? AccessNames.Of(fault) : null);
    }
}

public sealed record EntitlementListResponse(IReadOnlyList<EntitlementResponse> Items, string? Continuation);

/// <summary>Whether an owner may publish a link, and why.</summary>
/// <param name="Ground">What grants it; null: it is not granted.</param>
/// <param name="Entitlement">Id of what grants it; null: nothing is needed, or it is not granted.</param>
/// <param name="Missing">What is missing; null: nothing is.</param>
/// <param name="Why">The same for people.</param>
public sealed record AccessResponse(string Mode, string Owner, string? Link, bool Granted, string? Ground, string? Entitlement, string? Missing, string Why, IReadOnlyList<AccessWayResponse> Ways, IReadOnlyList<UnusableResponse> Unusable)
{
    public static AccessResponse From(OrganizationSettings settings, OwnerId owner, string? link, AccessDecision decision)
    {
        var (mode, why) = (AccessNames.Of(settings.Access.Mode), AccessTexts.Of(decision));
        return decision switch
        {
            AccessDecision.Granted granted => new AccessResponse(mode, owner.ToString(), link, true, AccessNames.Of(granted.Ground), granted.By?.Id.ToString(), null, why, [], []),
            AccessDecision.Missing missing => new AccessResponse(mode, owner.ToString(), link, false, null, null, AccessNames.Of(missing.Need), why,
                [.. missing.Ways.Select(AccessWayResponse.From)], [.. missing.Unusable.Select(UnusableResponse.From)]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}

/// <summary>One way to get what is missing: <c>buyMembership</c>, <c>buyPackage</c>, <c>payBaseFee</c> or <c>ask</c>.</summary>
/// <param name="Offer">Id of the membership or package.</param>
/// <param name="Text">The same for people.</param>
public sealed record AccessWayResponse(string Kind, string? Offer, MoneyResponse? Price, string Text)
{
    public static AccessWayResponse From(AccessWay way) => way switch
    {
        AccessWay.BuyMembership buy => new("buyMembership", buy.Membership.Id, MoneyResponse.From(buy.Price), AccessTexts.Of(way)),
        AccessWay.BuyPackage buy => new("buyPackage", buy.Package.Id, MoneyResponse.From(buy.Package.Price), AccessTexts.Of(way)),
        AccessWay.PayBaseFee pay => new("payBaseFee", null, MoneyResponse.From(pay.Fee), AccessTexts.Of(way)),
        _ => new("ask", null, null, AccessTexts.Of(way)),
    };
}

/// <summary>Something the owner holds that does not help.</summary>
public sealed record UnusableResponse(string Id, string Kind, string Fault)
{
    public static UnusableResponse From(UnusableEntitlement unusable) => new(unusable.Entitlement.Id.ToString(), AccessNames.Of(unusable.Entitlement.Kind), AccessNames.Of(unusable.Fault));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EntitlementResponse))]
[JsonSerializable(typeof(EntitlementListResponse))]
[JsonSerializable(typeof(AccessResponse))]
internal sealed partial class AccessJson : JsonSerializerContext;
