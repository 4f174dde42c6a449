using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>The doors of an organization's members.</summary>
public sealed class MemberEndpoints(ApiDoor door, MemberRoll members, PersonDirectory people, AppOptions options)
{
    private const string Path = "/api/organizations/{organization}/members";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, door.Open(Permissions.ReadMembers, ListAsync));
        routes.MapMethods(Path + "/{person}", [HttpMethods.Patch], door.Open(Permissions.ManageMembers, ChangeAsync));
        // Anybody may leave: the rules tell who may remove another.
        routes.MapDelete(Path + "/{person}", door.Open(Permissions.Belong, RemoveAsync));
    }

    private async Task ListAsync(ApiCall call)
    {
        if (await PageQuery.ReadAsync(call, call.Organization.ToString()) is not { } page) return;
        var (items, continuation) = await members.ListAsync(call.Organization, page.Size, page.Continuation, call.Aborted);
        var shown = await Task.WhenAll(items.Select(async member => MemberResponse.From(member, await people.FindAsync(member.Person, call.Aborted))));
        await call.AnswerAsync(200, new MemberListResponse(shown, Continuation.Write(continuation, call.Organization)), PeopleJson.Default.MemberListResponse);
    }

    private async Task ChangeAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        Role? role = null;
        if (problem is null)
        {
            var fields = new FieldReader(root);
            role = fields.Role("role");
            fields.RefuseOthers();
            if (!fields.IsValid) problem = Problem.InvalidRequest(fields.Errors);
        }

        if (problem is not null) await call.RefuseAsync(problem);
        else await SetAsync(call, role);
    }

    private Task RemoveAsync(ApiCall call) => SetAsync(call, null);

    private async Task SetAsync(ApiCall call, Role? role)
    {
        var change = PersonId.TryParse(call.Route("person"), out var person) ? await members.ChangeAsync(call.Member!, person, role, call.Aborted) : new MemberChange.NotFound();
        await (change switch
        {
            MemberChange.Changed changed => call.AnswerAsync(200, MemberResponse.From(changed.Member, await people.FindAsync(person, call.Aborted)), PeopleJson.Default.MemberResponse),
            MemberChange.Removed => call.AnswerNothingAsync(),
            MemberChange.Refused { Why: MemberRefusal.LastOwner } => call.RefuseAsync(Problem.LastOwner),
            MemberChange.Refused => call.RefuseAsync(Problem.NotAllowed),
            _ => call.RefuseAsync(Problem.NotFound("This organization has no such member.")),
        });
    }
}

/// <summary>Reads what only these doors take.</summary>
internal static class PeopleFields
{
    /// <summary>A role that has to be there.</summary>
    public static Role? Role(this FieldReader fields, string field)
    {
        var text = fields.Text(field, 20);
        if (RoleText.TryRead(text, out var role)) return role;
        if (fields.IsValid) fields.Refuse(field, $"must be one of {string.Join(", ", RoleText.All)}.");
        return null;
    }

    /// <summary>Whole days in a range; null: not given.</summary>
    public static int? Days(this FieldReader fields, string field, int most)
    {
        var days = fields.Number(field);
        if (days is null || (days >= 1 && days <= most)) return days;
        fields.Refuse(field, $"must be 1 to {most}.");
        return null;
    }
}
