namespace Smartlinks.Billing.Stripe;

/// <summary>What Stripe refused for, or why there is no answer.</summary>
public enum StripeFailureKind
{
    /// <summary>A card was refused.</summary>
    Card,

    /// <summary>The request is wrong: a fault of ours, or something that is not there.</summary>
    InvalidRequest,

    /// <summary>Too much was asked for.</summary>
    RateLimit,

    /// <summary>The key is wrong, or may not do this.</summary>
    Authentication,

    /// <summary>The key of a request was used before, with other parameters.</summary>
    Idempotency,

    /// <summary>Stripe's own fault, or an answer that is none of Stripe's.</summary>
    Api,

    /// <summary>No answer.</summary>
    Network,
}

/// <summary>
/// Stripe did not do what was asked. Its message holds Stripe's own words for machines only: what it says to people may repeat a key or an address.
/// </summary>
/// <param name="status">0: there was no answer.</param>
/// <param name="code">Such as <c>resource_missing</c>; null: none was given.</param>
/// <param name="parameter">Which one is wrong.</param>
/// <param name="requestId">What Stripe's people find it by.</param>
public sealed class StripeFailureException(StripeFailureKind kind, int status, string? code = null, string? declineCode = null, string? parameter = null, string? requestId = null, Exception? inner = null)
    : Exception($"Stripe: {kind} {status} {code} {declineCode} {parameter} {requestId}".TrimEnd(), inner)
{
    public StripeFailureKind Kind { get; } = kind;

    public int Status { get; } = status;

    public string? Code { get; } = code;

    public string? DeclineCode { get; } = declineCode;

    public string? Parameter { get; } = parameter;

    public string? RequestId { get; } = requestId;

    public bool IsMissing => Status == 404 || Code == "resource_missing";

    /// <summary>Whether the same request may go well later. A wrong key can be put right as well.</summary>
    public bool CanPass => Kind is StripeFailureKind.Network or StripeFailureKind.Api or StripeFailureKind.RateLimit or StripeFailureKind.Authentication || Status == 409;
}
