using System.Security.Cryptography;
using System.Text;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Organizations;
using Smartlinks.Links;
using Smartlinks.Organizations.Members;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Links;

/// <summary>The doors of the link API.</summary>
public sealed class LinkEndpoints(ApiDoor door, LinkRequests requests, LinkCreator creator, LinkEditor editor, Reviewer reviewer, LinkStore store, OrganizationSettingsStore settings, PublicOrigin origin, AppOptions options, TimeProvider time)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 100;
    private const int MaxIdempotencyKey = 255;

    public void Map(IEndpointRouteBuilder routes)
    {
        var links = routes.MapGroup("/api/organizations/{organization}/links");
        links.MapPost("", door.Open(Permissions.WriteLinks, CreateAsync));
        links.MapGet("", door.Open(Permissions.ReadLinks, ListAsync));
        links.MapGet("/{link}", door.Open(Permissions.ReadLinks, GetAsync));
        links.MapMethods("/{link}", [HttpMethods.Patch], door.Open(Permissions.WriteLinks, UpdateAsync));
        links.MapDelete("/{link}", door.Open(Permissions.WriteLinks, DeleteAsync));
        links.MapPost("/{link}/look-up", door.Open(Permissions.WriteLinks, LookUpAsync));
        links.MapPut("/{link}/destinations/{service}", door.Open(Permissions.WriteLinks, SetDestinationAsync));
        links.MapMethods("/{link}/destinations/{service}", [HttpMethods.Patch], door.Open(Permissions.WriteLinks, PinDestinationAsync));
        links.MapDelete("/{link}/destinations/{service}", door.Open(Permissions.WriteLinks, RemoveDestinationAsync));
    }

    private async Task CreateAsync(ApiCall call)
    {
        var key = call.Context.Request.Headers["Idempotency-Key"] is [{ } text, ..] ? text : null;
        var (bytes, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        if (key is { Length: < 1 or > MaxIdempotencyKey }) problem ??= Invalid("Idempotency-Key", $"must have 1 to {MaxIdempotencyKey} characters.");
        LinkDraft? draft = null;
        if (problem is null && !requests.TryReadCreate(root, out draft, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is null && ReleaseOwners.Choose(call, draft!.Owner) is { } choice) draft = draft with { Owner = choice.Owner };
        else problem ??= ReleaseOwners.NotYours;
        if (problem is not null)
        {
            await call.RefuseAsync(problem);
            return;
        }

        var idempotency = key is null ? null : new IdempotencyKey(key, HashOf(bytes!, draft!.Owner));
        switch (await creator.CreateAsync(call.Organization, draft!, idempotency, call.Aborted))
        {
            case CreateLinkResult.Created created:
                call.Context.Response.Headers.Location = $"/api/organizations/{call.Organization}/links/{created.Link.Id}";
                await AnswerAsync(call, StatusCodes.Status201Created, created.Link);
                break;
            case CreateLinkResult.SlugTaken taken:
                await call.RefuseAsync(Problem.SlugTaken(taken.Slug.ToString()));
                break;
            case CreateLinkResult.Refused refused:
                await call.RefuseAsync(Problem.Of(refused.Why));
                break;
            case CreateLinkResult.KeyReused:
                await call.RefuseAsync(Problem.IdempotencyKeyReused);
                break;
        }
    }

    /// <summary>Of what was asked for: the same body of another member is another's release.</summary>
    private static string HashOf(byte[] body, OwnerId? owner) => Convert.ToHexStringLower(SHA256.HashData(owner is null ? body : [.. body, .. Encoding.UTF8.GetBytes($"|{owner}")]));

    private async Task ListAsync(ApiCall call)
    {
        var query = call.Context.Request.Query;
        var size = DefaultPage;
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage))
        {
            await call.RefuseAsync(Invalid("pageSize", $"must be 1 to {MaxPage}."));
            return;
        }

        if (!Continuation.TryRead(query["continuation"], call.Organization, out var continuation))
        {
            await call.RefuseAsync(Invalid("continuation", "is not one this list gave."));
            return;
        }

        var list = await store.ListAsync(call.Organization, size, continuation, call.Aborted);
        var (publicOrigin, now, own) = (origin.Of(call.Context.Request), time.GetUtcNow(), await settings.GetAsync(call.Organization, call.Aborted));
        await call.AnswerAsync(200, new LinkListResponse([.. list.Items.Select(link => LinkResponse.From(link, publicOrigin, own, null, now))], Continuation.Write(list.Continuation, call.Organization)), LinkJson.Default.LinkListResponse);
    }

    private async Task GetAsync(ApiCall call)
    {
        var country = call.Context.Request.Query["country"].ToString().ToUpperInvariant();
        if (country.Length > 0 && (country.Length != 2 || !country.All(char.IsAsciiLetterUpper))) await call.RefuseAsync(Invalid("country", "is not an ISO 3166-1 code of two letters, such as DE."));
        else if (LinkId.TryParse(call.Route("link"), out var id) && await store.FindAsync(call.Organization, id, call.Aborted) is { } link) await AnswerAsync(call, 200, link, country.Length > 0 ? country : null);
        else await call.RefuseAsync(NoSuchLink);
    }

    private Task LookUpAsync(ApiCall call) =>
        EditAsync(call, id => editor.LookUpAsync(call.Organization, id, call.IfMatch, call.Aborted), link => AnswerAsync(call, StatusCodes.Status202Accepted, link));

    private async Task PinDestinationAsync(ApiCall call)
    {
        if (!StreamingService.TryParse(call.Route("service"), out var service))
        {
            await call.RefuseAsync(NoSuchService);
            return;
        }

        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        var isPinned = false;
        if (problem is null && !LinkRequests.TryReadPin(root, out isPinned, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null) await call.RefuseAsync(problem);
        else if (!LinkId.TryParse(call.Route("link"), out var id)) await call.RefuseAsync(NoSuchLink);
        else if (await reviewer.PinAsync(call.Organization, id, call.IfMatch, service, isPinned, call.Aborted) is var result && result is ReviewResult.NothingToPin) await call.RefuseAsync(Problem.NothingToPin(service.Name));
        else await EditAsync(call, _ => Task.FromResult(result is ReviewResult.NotEdited refused ? refused.Why : new EditLinkResult.Edited(((ReviewResult.Decided)result).Link)));
    }

    private async Task UpdateAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        LinkChange? change = null;
        if (problem is null && !requests.TryReadUpdate(root, out change, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null) await call.RefuseAsync(problem);
        else await EditAsync(call, id => editor.UpdateAsync(call.Organization, id, call.IfMatch, change!, call.Aborted));
    }

    private async Task SetDestinationAsync(ApiCall call)
    {
        if (!StreamingService.TryParse(call.Route("service"), out var service))
        {
            await call.RefuseAsync(NoSuchService);
            return;
        }

        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        DestinationUrl? url = null;
        if (problem is null && !LinkRequests.TryReadDestination(service, root, out url, out var errors)) problem = Problem.InvalidRequest(errors);
        if (problem is not null) await call.RefuseAsync(problem);
        else await EditAsync(call, id => editor.SetDestinationAsync(call.Organization, id, call.IfMatch, url!, call.Aborted));
    }

    private Task RemoveDestinationAsync(ApiCall call) => StreamingService.TryParse(call.Route("service"), out var service)
        ? EditAsync(call, id => editor.RemoveDestinationAsync(call.Organization, id, call.IfMatch, service, call.Aborted))
        : call.RefuseAsync(NoSuchService);

    private Task DeleteAsync(ApiCall call) =>
        EditAsync(call, id => editor.DeleteAsync(call.Organization, id, call.IfMatch, call.Aborted), _ => call.AnswerNothingAsync());

    private async Task EditAsync(ApiCall call, Func<LinkId, Task<EditLinkResult>> edit, Func<Link, Task>? answer = null)
    {
        var result = LinkId.TryParse(call.Route("link"), out var id) ? await edit(id) : new EditLinkResult.NotFound();
        await (result switch
        {
            EditLinkResult.Edited edited => answer is null ? AnswerAsync(call, 200, edited.Link) : answer(edited.Link),
            EditLinkResult.SlugTaken taken => call.RefuseAsync(Problem.SlugTaken(taken.Slug.ToString())),
            EditLinkResult.Refused refused => call.RefuseAsync(Problem.Of(refused.Why)),
            EditLinkResult.VersionMismatch => call.RefuseAsync(Problem.VersionMismatch),
            _ => call.RefuseAsync(NoSuchLink),
        });
    }

    private async Task AnswerAsync(ApiCall call, int status, Link link, string? country = null)
    {
        call.Context.Response.Headers.ETag = LinkVersion.Of(link);
        var own = await settings.GetAsync(call.Organization, call.Aborted);
        await call.AnswerAsync(status, LinkResponse.From(link, origin.Of(call.Context.Request), own, country, time.GetUtcNow()), LinkJson.Default.LinkResponse);
    }

    private static Problem Invalid(string field, string why) => Problem.InvalidRequest(new Dictionary<string, string[]> { [field] = [why] });

    private static Problem NoSuchLink => Problem.NotFound("This organization has no link of that id.");

    private static Problem NoSuchService => Problem.NotFound($"There is no such streaming service; known are {string.Join(", ", StreamingService.All.Select(service => service.Id))}.");
}
