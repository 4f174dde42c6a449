using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>Who asks, in which organizations, and a new one.</summary>
public sealed class OrganizationEndpoints(ApiDoor door, PersonDirectory people, MemberRoll members, OrganizationFounder founder, AppConfiguration configuration, IServiceProvider later)
{
    private const int MaxIdempotencyKey = 255;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/me", door.OpenToPerson(GetMeAsync));
        routes.MapGet("/api/organizations", door.OpenToPerson(ListAsync));
        routes.MapPost("/api/organizations", door.OpenToPerson(CreateAsync));
        routes.MapGet("/api/organizations/{organization}", door.Open(Permissions.ReadLinks, GetAsync));
    }

    private async Task GetMeAsync(PersonCall call)
    {
        var (person, token) = (call.Person, later.GetRequiredService<AntiForgery>().TokenFor(call.Person));
        var me = new MeResponse(PersonResponse.From(person.Id, await people.FindAsync(person.Id, call.Aborted)), token, person.IdleUntil, person.EndsAt);
        await call.AnswerAsync(200, me, PeopleJson.Default.MeResponse);
    }

    private async Task ListAsync(PersonCall call)
    {
        if (await PageQuery.ReadAsync(call, call.Person.Id.ToString()) is not { } page) return;
        var (ids, continuation) = await people.ListOrganizationsAsync(call.Person.Id, page.Size, page.Continuation, call.Aborted);
        var found = await Task.WhenAll(ids.Select(id => FindAsync(id, call.Person.Id, call.Aborted)));
        await call.AnswerAsync(200, new OrganizationListResponse([.. found.OfType<OrganizationResponse>()], Continuation.Write(continuation, call.Person.Id.ToString())), PeopleJson.Default.OrganizationListResponse);
    }

    private async Task CreateAsync(PersonCall call)
    {
        var key = call.Context.Request.Headers["Idempotency-Key"] is [{ } text, ..] ? text : null;
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, configuration.App.MaxApiBodyBytes, call.Aborted);
        var name = "";
        if (problem is null)
        {
            var fields = new FieldReader(root);
            name = fields.Text("name", OrganizationFounder.MostName) ?? "";
            if (name.Length == 0 && fields.IsValid) fields.Refuse("name", "must be given.");
            if (key is { Length: < 1 or > MaxIdempotencyKey }) fields.Refuse("Idempotency-Key", $"must have 1 to {MaxIdempotencyKey} characters.");
            fields.RefuseOthers();
            if (!fields.IsValid) problem = Problem.InvalidRequest(fields.Errors);
        }

        if (problem is not null)
        {
            await call.RefuseAsync(problem);
            return;
        }

        await (await founder.FoundAsync(call.Person.Id, name, key, configuration.SignIn.OrganizationsPerPerson, call.Aborted) switch
        {
            FoundResult.Founded founded => AnswerCreatedAsync(call, founded.Organization),
            FoundResult.KeyReused => call.RefuseAsync(Problem.IdempotencyKeyReused),
            _ => call.RefuseAsync(Problem.TooManyOrganizations(configuration.SignIn.OrganizationsPerPerson)),
        });
    }

    private static Task AnswerCreatedAsync(PersonCall call, Organization organization)
    {
        call.Context.Response.Headers.Location = $"/api/organizations/{organization.Id}";
        return call.AnswerAsync(StatusCodes.Status201Created, OrganizationResponse.From(organization, Role.Owner), PeopleJson.Default.OrganizationResponse);
    }

    private async Task GetAsync(ApiCall call)
    {
        if (await founder.FindAsync(call.Organization, call.Aborted) is { } organization) await call.AnswerAsync(200, OrganizationResponse.From(organization, call.Member?.Role), PeopleJson.Default.OrganizationResponse);
        else await call.RefuseAsync(Problem.NotFound("There is no such organization."));
    }

    /// <summary>Null: the index points to a membership that is not, or not yet, or not any more.</summary>
    private async Task<OrganizationResponse?> FindAsync(OrganizationId id, PersonId person, CancellationToken cancellationToken) =>
        await members.FindAsync(id, person, cancellationToken) is { } member && await founder.FindAsync(id, cancellationToken) is { } organization ? OrganizationResponse.From(organization, member.Role) : null;
}
