namespace Smartlinks.Billing.Stripe;

/// <summary>One request to Stripe, as often as it has to be sent.</summary>
/// <param name="Path">Below the API's root, such as <c>v1/customers</c>.</param>
/// <param name="Parameters">In the body of a POST, else in the query.</param>
/// <param name="IdempotencyKey">Of a POST: what is asked for, named by the caller. The same key does the same thing once, whoever sends it again.</param>
/// <param name="Account">The connected account it is done on; null: the platform's own.</param>
public sealed record StripeCall(HttpMethod Method, string Path, StripeForm Parameters, string? IdempotencyKey, string? Account)
{
    public static StripeCall Get(string path, string? account, StripeForm? query = null) => new(HttpMethod.Get, path, query ?? new StripeForm(), null, account);

    public static StripeCall Post(string path, StripeForm form, string idempotencyKey, string? account) => new(HttpMethod.Post, path, form, idempotencyKey, account);

    /// <summary>Part of a path that came from outside: no more of the path than one name.</summary>
    public static string Name(string id) => Uri.EscapeDataString(id);
}
