using System.Globalization;
using Smartlinks.Billing;
using Smartlinks.Billing.Stripe;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Functions.Organizations;
using Smartlinks.Links;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Billing;

/// <summary>The doors of an organization's money: what there is to buy, how it stands, and the way to Stripe's own pages.</summary>
/// <param name="later">Where what speaks to Stripe comes from; without Stripe's key there is none.</param>
public sealed class BillingEndpoints(ApiDoor door, BillingStore store, IOffers offers, LinkStore links, StripeOptions stripe, AppOptions options, PublicOrigin origin, IServiceProvider later)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 100;
    private const int MaxIdempotencyKey = 255;

    public void Map(IEndpointRouteBuilder routes)
    {
        var billing = routes.MapGroup("/api/organizations/{organization}/billing");
        billing.MapGet("", door.Open(Permissions.ReadMoney, GetAsync));
        billing.MapGet("/purchases", door.Open(Permissions.ReadMoney, ListPurchasesAsync));
        billing.MapPost("/checkout", door.Open(Permissions.ManageMoney | Permissions.PayForReleases, call => WithStripeAsync(call, CheckOutAsync)));
        billing.MapPost("/portal", door.Open(Permissions.ManageMoney, call => WithStripeAsync(call, OpenPortalAsync)));
        billing.MapPost("/connect", door.Open(Permissions.ManageMoney, call => WithStripeAsync(call, ConnectAsync)));
    }

    private async Task GetAsync(ApiCall call)
    {
        var (organization, aborted) = (call.Organization, call.Aborted);
        var answer = new BillingResponse(stripe.IsOn, stripe.Livemode, await store.FindPlanAsync(organization, aborted),
            [.. stripe.IsOn ? (await offers.ListAsync(organization, aborted)).Select(OfferResponse.From) : []],
            [.. (await store.ListSubscriptionsAsync(organization, aborted)).Select(SubscriptionResponse.From)],
            AccountResponse.From(await store.FindAccountAsync(organization, aborted)),
            [.. (await store.ListPurchasesAsync(organization, DefaultPage, null, aborted)).Items.Select(PurchaseResponse.From)]);
        await call.AnswerAsync(StatusCodes.Status200OK, answer, BillingJson.Default.BillingResponse);
    }

    private async Task ListPurchasesAsync(ApiCall call)
    {
        var (query, size) = (call.Context.Request.Query, DefaultPage);
        var errors = new Dictionary<string, string[]>();
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage)) errors["pageSize"] = [$"must be 1 to {MaxPage}."];
        if (!Continuation.TryRead(query["continuation"], call.Organization, out var continuation)) errors["continuation"] = ["is not one this list gave."];
        if (errors.Count > 0)
        {
            await call.RefuseAsync(Problem.InvalidRequest(errors));
            return;
        }

        var list = await store.ListPurchasesAsync(call.Organization, size, continuation, call.Aborted);
        await call.AnswerAsync(StatusCodes.Status200OK, new PurchaseListResponse([.. list.Items.Select(PurchaseResponse.From)], Continuation.Write(list.Continuation, call.Organization)), BillingJson.Default.PurchaseListResponse);
    }

    private async Task CheckOutAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        var key = call.Context.Request.Headers["Idempotency-Key"] is [{ } text, ..] ? text : null;
        var wish = problem is null ? BillingRequest.ReadCheckout(root) : null;
        if (wish?.Kind is OfferKind.Credits or OfferKind.Plan && !call.Caller.May.HasFlag(Permissions.ManageMoney)) problem = Problem.NotAllowed;
        else if (wish is not null)
        {
            if (key is { Length: < 1 or > MaxIdempotencyKey }) wish.Fields.Refuse("Idempotency-Key", $"must have 1 to {MaxIdempotencyKey} characters.");
            var owner = await FindOwnerAsync(call, wish);
            var offer = await FindOfferAsync(call, wish);
            if (!wish.Fields.IsValid) problem = Problem.InvalidRequest(wish.Fields.Errors);
            else if (owner is null) problem = ReleaseOwners.NotYours;
            else await BeginAsync(call, new CheckoutWish(call.Organization, offer!, wish.Link?.ToString(), new Uri(origin.Of(call.Context.Request) + wish.ReturnTo), key) { Owner = owner.Owner });
        }

        if (problem is not null) await call.RefuseAsync(problem);
    }

    /// <summary>What is named, or its lack noted with the fields.</summary>
    private async Task<Offer?> FindOfferAsync(ApiCall call, BillingRequest wish)
    {
        var offer = wish.Kind is { } kind ? (await offers.ListAsync(call.Organization, call.Aborted)).FirstOrDefault(each => each.Kind == kind && each.Id == (wish.Item ?? each.Id)) : null;
        if (offer is null && wish.Fields.IsValid) wish.Fields.Refuse(wish.Item is null ? "kind" : "item", "is not for sale; GET …/billing lists what is.");
        return offer;
    }

    /// <summary>Who will hold it: a fee its link's owner, credits and plans the organization. Null: the caller may not name this one.</summary>
    private async Task<ReleaseOwners.Choice?> FindOwnerAsync(ApiCall call, BillingRequest wish)
    {
        if (wish.Kind is OfferKind.Package or OfferKind.Membership) return ReleaseOwners.Choose(call, wish.Owner);
        var link = wish.Link is { } id ? await links.FindAsync(call.Organization, id, call.Aborted) : null;
        if (wish.Link is not null && link is null) wish.Fields.Refuse("link", "is no link of this organization.");
        return new ReleaseOwners.Choice(link?.Owner);
    }

    private async Task BeginAsync(ApiCall call, CheckoutWish wish)
    {
        switch (await later.GetRequiredService<CheckoutDesk>().BeginAsync(wish, call.Aborted))
        {
            case CheckoutResult.Begun begun:
                await call.AnswerAsync(StatusCodes.Status201Created, new CheckoutResponse(begun.Purchase.Id.ToString(), begun.Url), BillingJson.Default.CheckoutResponse);
                break;
            case CheckoutResult.Closed closed:
                await call.RefuseAsync(Problem.CheckoutClosed(closed.Purchase.Id.ToString()));
                break;
            case CheckoutResult.KeyReused:
                await call.RefuseAsync(Problem.IdempotencyKeyReused);
                break;
            case CheckoutResult.NotConnected:
                await call.RefuseAsync(Problem.NotConnected);
                break;
        }
    }

    private async Task OpenPortalAsync(ApiCall call)
    {
        if (await ReadReturnAsync(call) is not { } comeBack) return;
        if (await later.GetRequiredService<CheckoutDesk>().OpenPortalAsync(call.Organization, comeBack, call.Aborted) is { } url) await AnswerPageAsync(call, url);
        else await call.RefuseAsync(Problem.NothingBought);
    }

    private async Task ConnectAsync(ApiCall call)
    {
        if (await ReadReturnAsync(call) is { } comeBack) await AnswerPageAsync(call, await later.GetRequiredService<AccountKeeper>().BeginAsync(call.Organization, comeBack, call.Aborted));
    }

    private static Task AnswerPageAsync(ApiCall call, string url) => call.AnswerAsync(StatusCodes.Status200OK, new StripePageResponse(url), BillingJson.Default.StripePageResponse);

    /// <summary>Null when the body was refused.</summary>
    private async Task<Uri?> ReadReturnAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted, mayBeAbsent: true);
        var wish = problem is null ? BillingRequest.ReadReturn(root) : null;
        if (wish is { Fields.IsValid: false }) problem = Problem.InvalidRequest(wish.Fields.Errors);
        if (problem is null) return new Uri(origin.Of(call.Context.Request) + wish!.ReturnTo);
        await call.RefuseAsync(problem);
        return null;
    }

    private async Task WithStripeAsync(ApiCall call, Func<ApiCall, Task> endpoint)
    {
        if (!stripe.IsOn)
        {
            await call.RefuseAsync(Problem.BillingOff);
            return;
        }

        try
        {
            await endpoint(call);
        }
        catch (StripeFailureException failure) when (failure.CanPass)
        {
            later.GetRequiredService<ILogger<BillingEndpoints>>().LogWarning("A request to Stripe failed: {Failure}", failure.Message);
            await call.RefuseAsync(Problem.StripeUnavailable);
        }
    }
}
