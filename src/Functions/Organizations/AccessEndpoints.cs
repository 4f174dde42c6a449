using System.Globalization;
using Smartlinks.Credits.Spending;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Organizations;

/// <summary>What owners hold at an organization, and whether they may publish.</summary>
public sealed class AccessEndpoints(ApiDoor door, Entitlements entitlements, LinkStore links, OrganizationSettingsStore settings, SpendRequests publishing, AppOptions options, TimeProvider time)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        var organization = routes.MapGroup("/api/organizations/{organization}");
        organization.MapGet("/access", door.Open(Permissions.ReadLinks, DecideAsync));
        var held = organization.MapGroup("/owners/{owner}/entitlements");
        held.MapGet("", door.Open(Permissions.ReadLinks, ListAsync));
        held.MapPut("/{entitlement}", door.Open(Permissions.ManageSettings, GiveAsync));
        held.MapDelete("/{entitlement}", door.Open(Permissions.ManageSettings, RevokeAsync));
    }

    /// <summary>What is stored now: an admin who asks why wants no remembered answer.</summary>
    private async Task DecideAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var (named, link) = (query["owner"].ToString(), query["link"].ToString());
        var (owner, id) = (default(OwnerId), default(LinkId));
        if (named.Length > 0 && !OwnerId.TryParse(named, out owner)) await call.RefuseAsync(Invalid("owner", "is not an owner's id."));
        else if (link.Length > 0 && !LinkId.TryParse(link, out id)) await call.RefuseAsync(Invalid("link", "is not a link's id."));
        else
        {
            if (named.Length == 0) owner = await FindOwnerAsync(call, link.Length > 0 ? id : null);
            var current = await settings.GetAsync(call.Organization, call.Aborted);
            // Without a link: of one that has nothing of its own yet.
            var decision = AccessRules.Decide(current.Access, await entitlements.HoldAsync(call.Organization, owner, link.Length > 0 ? link : "none", call.Aborted), time.GetUtcNow());
            await call.AnswerAsync(200, AccessResponse.From(current, owner, link.Length > 0 ? link : null, decision), AccessJson.Default.AccessResponse);
        }
    }

    /// <summary>Of a link its owner; of one that is to be made who asks, or the organization.</summary>
    private async Task<OwnerId> FindOwnerAsync(ApiCall call, LinkId? link) =>
        link is { } id && await links.FindAsync(call.Organization, id, call.Aborted) is { } found ? found.ReleaseOwner : ReleaseOwners.UsualOf(call) ?? OwnerId.Of(call.Organization);

    private async Task ListAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var size = DefaultPage;
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage)) await call.RefuseAsync(Invalid("pageSize", $"must be 1 to {MaxPage}."));
        else if (!Continuation.TryRead(query["continuation"], call.Organization, out var continuation)) await call.RefuseAsync(Invalid("continuation", "is not one this list gave."));
        else if (!OwnerId.TryParse(call.Route("owner"), out var owner)) await call.RefuseAsync(NoSuchOwner);
        else
        {
            var list = await entitlements.ListAsync(call.Organization, owner, size, continuation, call.Aborted);
            var now = time.GetUtcNow();
            await call.AnswerAsync(200, new EntitlementListResponse([.. list.Items.Select(each => EntitlementResponse.From(each, now))], Continuation.Write(list.Continuation, call.Organization)), AccessJson.Default.EntitlementListResponse);
        }
    }

    private async Task GiveAsync(ApiCall call)
    {
        if (!OwnerId.TryParse(call.Route("owner"), out var owner) || !EntitlementId.TryParse(call.Route("entitlement"), out var id))
        {
            await call.RefuseAsync(NoSuchOwner);
            return;
        }

        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        Entitlement? entitlement = null;
        var now = time.GetUtcNow();
        if (problem is null && !EntitlementRequests.TryRead(root, id, now, out entitlement, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null) await call.RefuseAsync(problem);
        else if (await entitlements.GiveAsync(call.Organization, owner, entitlement!, call.Aborted) is not GiveResult.Given given) await call.RefuseAsync(Problem.EntitlementDiffers(id.ToString()));
        else
        {
            // What waited for it goes live. Also for one that was there: of a kill after the first try the request is missing.
            await publishing.PutAsync(SpendRequest.OfWaiting(call.Organization), call.Aborted);
            await call.AnswerAsync(given.IsNew ? 201 : 200, EntitlementResponse.From(given.Entitlement, now), AccessJson.Default.EntitlementResponse);
        }
    }

    private async Task RevokeAsync(ApiCall call)
    {
        var link = call.Context.Request.Query["link"].ToString();
        if (link.Length > 0 && !LinkId.TryParse(link, out _)) await call.RefuseAsync(Invalid("link", "is not a link's id."));
        else if (!OwnerId.TryParse(call.Route("owner"), out var owner) || !EntitlementId.TryParse(call.Route("entitlement"), out var id)) await call.RefuseAsync(NoSuchOwner);
        // An admin's slip must not revoke ahead what somebody will buy under that id.
        else if (await entitlements.FindAsync(call.Organization, owner, link.Length > 0 ? link : null, id, call.Aborted) is not { } there) await call.RefuseAsync(NoSuchOwner);
        else
        {
            // What it let be published is looked at again: put down before, so that a kill loses neither.
            var request = SpendRequest.OfTakenBack(call.Organization, owner, id);
            var receipt = await publishing.AnnounceAsync(request, call.Aborted);
            var revoked = await entitlements.RevokeAsync(call.Organization, owner, there.Link, id, time.GetUtcNow(), call.Aborted) ?? there;
            await publishing.ShowAsync(request, receipt, call.Aborted);
            await call.AnswerAsync(200, EntitlementResponse.From(revoked, time.GetUtcNow()), AccessJson.Default.EntitlementResponse);
        }
    }

    private static Problem Invalid(string field, string why) => Problem.InvalidRequest(new Dictionary<string, string[]> { [field] = [why] });

    private static Problem NoSuchOwner => Problem.NotFound("This owner holds nothing of that id here.");
}
