using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Links;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>The doors of an organization's API keys.</summary>
public sealed class ApiKeyEndpoints(ApiDoor door, ApiKeyRing keys, AppOptions options, TimeProvider time)
{
    private const string Path = "/api/organizations/{organization}/keys";
    private const int MostDays = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, door.Open(Permissions.ManageKeys, ListAsync));
        routes.MapPost(Path, door.Open(Permissions.ManageKeys, CreateAsync));
        routes.MapDelete(Path + "/{key}", door.Open(Permissions.ManageKeys, RevokeAsync));
    }

    private async Task ListAsync(ApiCall call)
    {
        if (await PageQuery.ReadAsync(call, call.Organization.ToString()) is not { } page) return;
        var (items, continuation) = await keys.ListAsync(call.Organization, page.Size, page.Continuation, call.Aborted);
        await call.AnswerAsync(200, new ApiKeyListResponse([.. items.Select(stored => ApiKeyResponse.From(stored, null))], Continuation.Write(continuation, call.Organization)), PeopleJson.Default.ApiKeyListResponse);
    }

    private async Task CreateAsync(ApiCall call)
    {
        var (_, root, problem) = await JsonBody.ReadAsync(call.Context.Request, options.MaxApiBodyBytes, call.Aborted);
        var (name, scopes, days) = ("", ApiKeyScopes.None, null as int?);
        if (problem is null)
        {
            var fields = new FieldReader(root);
            (name, days) = (fields.Text("name", ApiKeyRing.MostName) ?? "", fields.Days("days", MostDays));
            if (name.Length == 0 && fields.IsValid) fields.Refuse("name", "must be given.");
            if (fields.Texts("scopes", 2, 10) is { } named && ApiKeyScopesText.TryRead(named, out var read)) scopes = read.Value;
            else if (fields.IsValid) fields.Refuse("scopes", "must be a list of read, write or both.");
            fields.RefuseOthers();
            if (!fields.IsValid) problem = Problem.InvalidRequest(fields.Errors);
        }

        if (problem is not null)
        {
            await call.RefuseAsync(problem);
            return;
        }

        var expiresAt = days is { } given ? time.GetUtcNow().AddDays(given) : null as DateTimeOffset?;
        var (stored, key) = await keys.CreateAsync(call.Organization, name, scopes, expiresAt, call.Member?.Person, call.Aborted);
        await call.AnswerAsync(StatusCodes.Status201Created, ApiKeyResponse.From(stored, key), PeopleJson.Default.ApiKeyResponse);
    }

    private async Task RevokeAsync(ApiCall call)
    {
        if (await keys.RevokeAsync(call.Organization, call.Route("key") ?? "", call.Aborted)) await call.AnswerNothingAsync();
        else await call.RefuseAsync(Problem.NotFound("This organization has no such key."));
    }
}
