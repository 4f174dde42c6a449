using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>The doors of an organization's invitations. Taking one is done on its page (<see cref="InvitationPage"/>).</summary>
public sealed class InvitationEndpoints(ApiDoor door, Invitations invitations, PublicOrigin origins, AppOptions options)
{
    private const string Path = "/api/organizations/{organization}/invitations";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, door.Open(Permissions.ManageMembers, ListAsync));
        routes.MapPost(Path, door.Open(Permissions.ManageMembers | Permissions.InviteFirstOwner, CreateAsync));
        routes.MapDelete(Path + "/{invitation}", door.Open(Permissions.ManageMembers, RevokeAsync));
    }

    private async Task ListAsync(ApiCall call)
    {
        if (await PageQuery.ReadAsync(call, call.Organization.ToString()) is not { } page) return;
        var (items, continuation) = await invitations.ListAsync(call.Organization, page.Size, page.Continuation, call.Aborted);
        await call.AnswerAsync(200, new InvitationListResponse([.. items.Select(each => InvitationResponse.From(each, null))], Continuation.Write(continuation, call.Organization)), PeopleJson.Default.InvitationListResponse);
    }

    private async Task CreateAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        var (role, days, note) = (null as Role?, null as int?, null as string);
        if (problem is null)
        {
            var fields = new FieldReader(root);
            (role, days, note) = (fields.Role("role"), fields.Days("days", (int)Invitations.LongestLife.TotalDays), fields.Text("note", Invitation.MostNote));
            fields.RefuseOthers();
            if (!fields.IsValid) problem = Problem.InvalidRequest(fields.Errors);
        }

        if (problem is not null)
        {
            await call.RefuseAsync(problem);
            return;
        }

        var life = days is { } given ? TimeSpan.FromDays(given) : Invitations.DefaultLife;
        if (await invitations.CreateAsync(call.Organization, call.Member, role!.Value, life, note, call.Aborted) is not var (invitation, code)) await call.RefuseAsync(Problem.NotAllowed);
        else await call.AnswerAsync(StatusCodes.Status201Created, InvitationResponse.From(invitation, origins.Of(call.Context.Request) + InvitationPage.PathOf(code)), PeopleJson.Default.InvitationResponse);
    }

    private async Task RevokeAsync(ApiCall call)
    {
        if (await invitations.RevokeAsync(call.Organization, call.Route("invitation") ?? "", call.Aborted)) await call.AnswerNothingAsync();
        else await call.RefuseAsync(Problem.NotFound("This organization has no such invitation; it may have been used."));
    }
}
