using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Smartlinks.Links.Publishing;

namespace Smartlinks.Functions.Hosting;

/// <summary>An error as RFC 9457 has it. <see cref="Type"/> is <c>urn:smartlinks:{slug}</c> and stable; texts are for people and may change.</summary>
/// <param name="Errors">For malformed input: what is wrong, by field.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    private const string Urn = "urn:smartlinks:";

    /// <summary>When it is worth trying again; null: not said.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    public static Problem MalformedJson(string detail) => new(Urn + "malformed-json", "The body is not JSON", 400, detail);

    public static Problem InvalidRequest(IReadOnlyDictionary<string, string[]> errors) =>
        new(Urn + "invalid-request", "The request is not valid", 400, "See 'errors' for what is wrong with which field.", errors);

    public static Problem BadRequest(string detail) => new(Urn + "bad-request", "The request cannot be read", 400, detail);

    public static Problem Unauthenticated { get; } =
        new(Urn + "unauthenticated", "Nobody is known here", 401, "Send a key of this organization as 'Authorization: Bearer sl_…', or sign in at /auth/sign-in.");

    public static Problem NotAllowed { get; } =
        new(Urn + "not-allowed", "This is not allowed", 403, "You are no member of this organization, or your role there, or the key's scope, does not allow it. An owner or admin can change that.");

    public static Problem Forged { get; } =
        new(Urn + "forged-request", "The request is not from this site's pages", 403, "A change with a session's cookie needs the header X-Anti-Forgery-Token, from GET /api/me, and an Origin of this site. Programs use an API key.");

    public static Problem SignInOff { get; } =
        new(Urn + "sign-in-off", "Nobody can sign in here", 404, "This deployment has no provider to sign in at (SignIn__Issuer); API keys open the API.");

    /// <param name="status">400, 403 or 503.</param>
    public static Problem SignInRefused(string title, int status, string detail) => new(Urn + "sign-in-refused", title, status, detail);

    public static Problem LastOwner { get; } =
        new(Urn + "last-owner", "The last owner stays", 409, "An organization keeps one owner; make somebody else an owner first.");

    public static Problem ExportRunning { get; } =
        new(Urn + "export-running", "The export is not ready", 409, "It is still being made; GET …/exports/{export} tells how far it is.");

    public static Problem ErasureBegun { get; } =
        new(Urn + "erasure-begun", "The erasure has begun", 409, "It cannot be taken back any more: some of the data is gone.");

    public static Problem PlanInForce(string plan) =>
        new(Urn + "plan-in-force", "A plan is being paid for", 409, $"The plan {plan} is charged at Stripe until it is ended there: end it first, at what POST …/billing/portal leads to.");

    public static Problem TooManyOrganizations(int most) =>
        new(Urn + "too-many-organizations", "No more organizations", 409, $"Who is in {most} organizations or more cannot make another one here.");

    public static Problem TooManyRequests(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds));
        return new(Urn + "too-many-requests", "Too many requests", 429, $"This key asks faster than it may; go on in {seconds} seconds.") { RetryAfterSeconds = seconds };
    }

    public static Problem OperatorNeeded { get; } =
        new(Urn + "operator-needed", "The operator's key is needed", 401, "Only who runs this deployment may do this: send its key (Credits__OperatorKey) as 'Authorization: Bearer …'.");

    /// <summary>Why an organization may not have a link or an edit.</summary>
    public static Problem Of(LinkRefusal refusal) => refusal switch
    {
        LinkRefusal.PlanNeeded needed => new(Urn + "plan-needed", "The plan does not include this", 402, $"{Wanted(needed.Feature)} come with the plan {needed.Plan}. Book it, or ask who runs this deployment for it."),
        LinkRefusal.NegativeBalance negative => new(Urn + "negative-balance", "The balance is negative", 402,
            $"A payment was taken back after its credits were spent; the balance is {negative.Balance}. Buy at least {-negative.Balance} credits: new links are made again when it is not negative any more."),
        LinkRefusal.TooManyWaiting waiting => new(Urn + "insufficient-credit", "There is no credit for more links", 402, $"{waiting.Waiting} links wait for credit already. Buy credits: they go live by themselves, and new ones are made again."),
        _ => throw new InvalidOperationException($"{refusal} is no refusal that is known here."),
    };

    public static Problem NotEnoughCredit(long balance) => new(Urn + "insufficient-credit", "There is not so much credit", 409, $"The balance is {balance}: a correction does not take it below zero.");

    public static Problem CreditsOff { get; } =
        new(Urn + "credits-off", "This deployment charges no credits", 409, "Links are free here, and there is nothing to give or to take. Credits__Enabled switches credits on.");

    public static Problem NotFound(string detail) => new(Urn + "not-found", "Not found", 404, detail);

    public static Problem MethodNotAllowed(string method) => new(Urn + "method-not-allowed", "Method not allowed", 405, $"{method} is not supported here; see the Allow header.");

    public static Problem SlugTaken(string slug) => new(Urn + "slug-taken", "The slug is taken", 409, $"'{slug}' is in use or was used by another link; choose another.");

    /// <param name="isNamed">Whether the request names a candidate; else it is about the one shown.</param>
    public static Problem NoSuchCandidate(string service, bool isNamed) => new(Urn + "no-such-candidate", "There is no such candidate", 409,
        isNamed ? $"Nothing of that id was offered for {service}; read the review again, or set an address by hand."
            : $"The link shows no candidate for {service}; read the review and name one by its id, or set an address by hand.");

    public static Problem NothingToPin(string service) => new(Urn + "nothing-to-pin", "There is nothing to pin", 409, $"The link has no address of the release on {service}, at most a search for it; set one instead.");

    public static Problem VersionMismatch { get; } =
        new(Urn + "version-mismatch", "The link has changed", 412, "The link is not at the version in If-Match; read it again and repeat the change.");

    public static Problem SettingsVersionMismatch { get; } =
        new(Urn + "version-mismatch", "The settings have changed", 412, "The settings are not at the version in If-Match; read them again and repeat the change.");

    public static Problem EntitlementDiffers(string id) =>
        new(Urn + "entitlement-differs", "The id is another entitlement's", 409, $"Something else was given as '{id}'; what came from another purchase needs an id of its own.");

    public static Problem BodyTooLarge(long limit) => new(Urn + "body-too-large", "The body is too large", 413, $"A body here has at most {limit:N0} bytes.");

    public static Problem UriTooLong { get; } = new(Urn + "uri-too-long", "The address is too long", 414, "No address here has more than 8,192 characters.");

    public static Problem UnsupportedMediaType { get; } =
        new(Urn + "unsupported-media-type", "The body has an unknown type", 415, "Send the body as 'Content-Type: application/json' in UTF-8.");

    public static Problem IdempotencyKeyReused { get; } =
        new(Urn + "idempotency-key-reused", "The idempotency key was used before", 422, "This Idempotency-Key came with another request, or its link was deleted; use a new key.");

    public static Problem BillingOff { get; } =
        new(Urn + "billing-off", "Nothing is sold here", 409, "This deployment has no Stripe account: whoever runs it sets Stripe__SecretKey.");

    public static Problem NotConnected { get; } =
        new(Urn + "not-connected", "The organization takes no payments yet", 409, "It has no Stripe account that is ready to be paid on; POST …/billing/connect leads to where that is set up.");

    public static Problem NothingBought { get; } = new(Urn + "nothing-bought", "There is nothing to manage", 409, "The organization has bought nothing from the platform yet.");

    public static Problem CheckoutClosed(string purchase) =>
        new(Urn + "checkout-closed", "The payment page is closed", 409, $"The page of {purchase}, which this Idempotency-Key made, was paid or has ended; GET …/billing tells which. Use a new key to buy again.");

    public static Problem WebhookRefused { get; } =
        new(Urn + "webhook-refused", "The webhook is not taken", 400, "Its signature is not one of this endpoint's, or too old, or what is signed is no event.");

    public static Problem StripeUnavailable { get; } =
        new(Urn + "stripe-unavailable", "Stripe does not answer", 503, "Nothing was charged; try again in a few seconds, with the same Idempotency-Key.");

    public static Problem InternalError { get; } = new(Urn + "internal-error", "Something went wrong", 500, "The fault was logged. Repeating the request is safe with an Idempotency-Key.");

    public static Problem StorageUnavailable { get; } =
        new(Urn + "storage-unavailable", "Storage does not answer", 503, "Nothing was changed that a retry would not complete; try again in a few seconds.");

    private static string Wanted(LinkFeature feature) => feature switch
    {
        LinkFeature.CustomSlugs => "Slugs of one's own choice",
        LinkFeature.PreSaves => "Links with a release to come, which take pre-saves,",
        LinkFeature.SplitTests => "Split tests",
        LinkFeature.SmartLinks => "Links",
    };

    /// <summary>For statuses that the server itself gave.</summary>
    public static Problem OfStatus(int status, string method) => status switch
    {
        404 => NotFound("There is nothing at this address."),
        405 => MethodNotAllowed(method),
        408 => new(Urn + "request-timeout", "The request took too long", 408, "The body did not arrive in time."),
        413 => new(Urn + "body-too-large", "The body is too large", 413, "The body is larger than is taken here."),
        414 => UriTooLong,
        415 => UnsupportedMediaType,
        431 => new(Urn + "headers-too-large", "The headers are too large", 431, "The request's headers are larger than is taken here."),
        503 => StorageUnavailable,
        >= 500 => InternalError,
        _ => new(Urn + "bad-request", "The request cannot be read", status, "The request is not well formed."),
    };

    public async Task WriteAsync(HttpContext context)
    {
        if (TryBegin(context)) await context.Response.WriteAsJsonAsync(this, ProblemJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }

    /// <summary>Sets the status and headers of the answer, whatever body follows; false when another answer is on its way already: then the connection is ended.</summary>
    public bool TryBegin(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return false;
        }

        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.StatusCode = Status;
        if (allow.Count > 0) context.Response.Headers.Allow = allow;
        if (Status == 401) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (Status == 503) context.Response.Headers.RetryAfter = "5";
        if (RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.Headers.CacheControl = "no-store";
        // What is left of a refused body is not read: the connection goes with it.
        if (Status == 413 && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not null) context.Response.Headers.Connection = "close";
        return true;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
