using System.Text.Json;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Links;
using Smartlinks.Organizations.Members;
using Smartlinks.Organizations;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Releases;

/// <summary>The doors of the review: what needs a person's look, and the person's decisions.</summary>
public sealed class ReviewEndpoints(ApiDoor door, Reviews reviews, Reviewer reviewer, LinkStore links, OrganizationSettingsStore settings, AppOptions options, TimeProvider time)
{
    private const int DefaultPage = 25;
    private const int MaxPage = 100;
    private const int MaxCandidateId = 500;

    public void Map(IEndpointRouteBuilder routes)
    {
        var organization = routes.MapGroup("/api/organizations/{organization}");
        organization.MapGet("/reviews", door.Open(Permissions.ReadLinks, ListAsync));
        organization.MapGet("/links/{link}/review", door.Open(Permissions.ReadLinks, GetAsync));
        organization.MapPost("/links/{link}/destinations/{service}/accept", door.Open(Permissions.WriteLinks, call => DecideAsync(call, reviewer.AcceptAsync)));
        organization.MapPost("/links/{link}/destinations/{service}/reject", door.Open(Permissions.WriteLinks, call => DecideAsync(call, reviewer.RejectAsync)));
        organization.MapPost("/links/{link}/destinations/{service}/reopen", door.Open(Permissions.WriteLinks, ReopenAsync));
    }

    private async Task ListAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var size = DefaultPage;
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage))
            await call.RefuseAsync(Invalid("pageSize", $"must be 1 to {MaxPage}."));
        else if (!Continuation.TryRead(query["continuation"], call.Organization, out var continuation)) await call.RefuseAsync(Invalid("continuation", "is not one this list gave."));
        else
        {
            var list = await reviews.ListAsync(call.Organization, size, continuation, call.Aborted);
            var (own, now) = (await settings.GetAsync(call.Organization, call.Aborted), time.GetUtcNow());
            await call.AnswerAsync(200, new ReviewListResponse([.. list.Items.Select(review => ReviewResponse.From(review, own, now))], Continuation.Write(list.Continuation, call.Organization)), ReviewJson.Default.ReviewListResponse);
        }
    }

    private async Task GetAsync(ApiCall call)
    {
        if (LinkId.TryParse(call.Route("link"), out var id) && await links.FindAsync(call.Organization, id, call.Aborted) is { } link) await AnswerAsync(call, link);
        else await call.RefuseAsync(NoSuchLink);
    }

    private async Task DecideAsync(ApiCall call, Func<OrganizationId, LinkId, string?, StreamingService, string?, CancellationToken, Task<ReviewResult>> decide)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted, mayBeAbsent: true);
        string? candidate = null;
        if (problem is null && !TryReadCandidate(root, out candidate, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null) await call.RefuseAsync(problem);
        else await CarryOutAsync(call, (id, service) => decide(call.Organization, id, call.IfMatch, service, candidate, call.Aborted), candidate is not null);
    }

    private Task ReopenAsync(ApiCall call) => CarryOutAsync(call, (id, service) => reviewer.ReopenAsync(call.Organization, id, call.IfMatch, service, call.Aborted), isNamed: false);

    private async Task CarryOutAsync(ApiCall call, Func<LinkId, StreamingService, Task<ReviewResult>> decide, bool isNamed)
    {
        if (!StreamingService.TryParse(call.Route("service"), out var service)) await call.RefuseAsync(Problem.NotFound($"There is no such streaming service; known are {string.Join(", ", StreamingService.All.Select(each => each.Id))}."));
        else if (!LinkId.TryParse(call.Route("link"), out var id)) await call.RefuseAsync(NoSuchLink);
        else
        {
            await (await decide(id, service) switch
            {
                ReviewResult.Decided decided => AnswerAsync(call, decided.Link),
                ReviewResult.NoSuchCandidate => call.RefuseAsync(Problem.NoSuchCandidate(service.Name, isNamed)),
                ReviewResult.NotEdited { Why: EditLinkResult.VersionMismatch } => call.RefuseAsync(Problem.VersionMismatch),
                _ => call.RefuseAsync(NoSuchLink),
            });
        }
    }

    private async Task AnswerAsync(ApiCall call, Link link)
    {
        call.Context.Response.Headers.ETag = LinkVersion.Of(link);
        var review = new Review(link, await reviews.GetRecordAsync(link, call.Aborted));
        await call.AnswerAsync(200, ReviewResponse.From(review, await settings.GetAsync(call.Organization, call.Aborted), time.GetUtcNow()), ReviewJson.Default.ReviewResponse);
    }

    private static bool TryReadCandidate(JsonElement root, out string? candidate, out IReadOnlyDictionary<string, string[]> errors)
    {
        var fields = new FieldReader(root);
        candidate = fields.Text("candidate", MaxCandidateId);
        fields.RefuseOthers();
        errors = fields.Errors;
        return fields.IsValid;
    }

    private static Problem Invalid(string field, string why) => Problem.InvalidRequest(new Dictionary<string, string[]> { [field] = [why] });

    private static Problem NoSuchLink => Problem.NotFound("This organization has no link of that id.");
}
