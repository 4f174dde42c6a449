using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Organizations.Members;
using Smartlinks.PreSaves.Rehearsing;

namespace Smartlinks.Functions.PreSaves;

/// <summary>The doors of a link's rehearsal.</summary>
/// <param name="later">Where the rehearsal comes from when one is begun: a cold start does not wait for it.</param>
public sealed class RehearsalEndpoints(ApiDoor door, LinkStore links, Rehearsals rehearsals, IServiceProvider later)
{
    private const string Path = "/api/organizations/{organization}/links/{link}/rehearsal";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, door.Open(Permissions.WriteLinks, BeginAsync));
        routes.MapGet(Path, door.Open(Permissions.ReadLinks, GetAsync));
    }

    private async Task BeginAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } link)
        {
            await call.RefuseAsync(NoSuchLink);
            return;
        }

        var rehearsal = await later.GetRequiredService<LinkRehearsal>().BeginAsync(link, call.Aborted);
        call.Context.Response.Headers.Location = $"/api/organizations/{call.Organization}/links/{link.Id}/rehearsal";
        await call.AnswerAsync(StatusCodes.Status202Accepted, RehearsalResponse.From(rehearsal), RehearsalJson.Default.RehearsalResponse);
    }

    private async Task GetAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } link) await call.RefuseAsync(NoSuchLink);
        else if (await rehearsals.FindAsync(call.Organization, link.Id, call.Aborted) is not { } rehearsal) await call.RefuseAsync(Problem.NotFound("The link was not rehearsed yet; POST here to have it rehearsed."));
        else await call.AnswerAsync(StatusCodes.Status200OK, RehearsalResponse.From(rehearsal), RehearsalJson.Default.RehearsalResponse);
    }

    private async Task<Link?> FindAsync(ApiCall call) => LinkId.TryParse(call.Route("link"), out var id) ? await links.FindAsync(call.Organization, id, call.Aborted) : null;

    private static Problem NoSuchLink => Problem.NotFound("This organization has no link of that id.");
}
