using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smartlinks.Billing.Stripe;

/// <summary>What is read of Stripe's objects: only what is used. Unknown members are passed over; states are texts, as Stripe adds to them without a new version.</summary>
public abstract record StripeObject
{
    /// <summary>Whether it has what an object of its kind always has.</summary>
    [JsonIgnore]
    public abstract bool IsWhole { get; }
}

/// <summary>A payment page.</summary>
public sealed record StripeSession(string? Id, string? Status, string? PaymentStatus, string? Mode, string? Url, long? AmountTotal, string? Currency,
    [property: JsonConverter(typeof(StripeReference))] string? PaymentIntent, [property: JsonConverter(typeof(StripeReference))] string? Subscription,
    [property: JsonConverter(typeof(StripeReference))] string? Customer, long? ExpiresAt, Dictionary<string, string>? Metadata) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 } && Status is not null && PaymentStatus is not null;
}

/// <summary>One payment, from the wish to the money.</summary>
public sealed record StripePaymentIntent(string? Id, string? Status, long Amount, string? Currency, [property: JsonConverter(typeof(StripeReference))] string? LatestCharge, Dictionary<string, string>? Metadata) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 } && Status is not null;
}

/// <summary>Money taken.</summary>
public sealed record StripeCharge(string? Id, long Amount, long AmountRefunded, string? Currency, bool Disputed, [property: JsonConverter(typeof(StripeReference))] string? PaymentIntent) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 };
}

/// <summary>Money given back.</summary>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</param>
public sealed record StripeRefund(string? Id, long Amount, string? Status, [property: JsonConverter(typeof(StripeReference))] string? PaymentIntent) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 };
}

/// <summary>A payment that the payer's bank takes back.</summary>
public sealed record StripeDispute(string? Id, long Amount, string? Status, [property: JsonConverter(typeof(StripeReference))] string? Charge, [property: JsonConverter(typeof(StripeReference))] string? PaymentIntent) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 } && Status is not null;
}

public sealed record StripeCustomer(string? Id, Dictionary<string, string>? Metadata) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 };
}

/// <summary>A page that Stripe made for somebody: the portal, or where an account is set up.</summary>
public sealed record StripePage(string? Url) : StripeObject
{
    public override bool IsWhole => Uri.TryCreate(Url, UriKind.Absolute, out _);
}

/// <summary>A connected account.</summary>
public sealed record StripeAccount(string? Id, bool ChargesEnabled, bool PayoutsEnabled, bool DetailsSubmitted, StripeRequirements? Requirements, Dictionary<string, string>? Metadata) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 };
}

/// <param name="CurrentlyDue">What Stripe waits for, by name.</param>
public sealed record StripeRequirements(List<string>? CurrentlyDue, string? DisabledReason);

/// <summary>One page of a list.</summary>
public sealed record StripeList<T>(List<T>? Data, bool HasMore) : StripeObject
{
    public override bool IsWhole => Data is not null;
}

/// <summary>Reads a reference, which Stripe gives as an id or, expanded, as the object itself.</summary>
public sealed class StripeReference : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
