using Smartlinks.Functions.People;
using Smartlinks.Organizations;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// Stands before every endpoint of the API. A request comes with one of the organization's keys, or with a session's cookie; a key that is there counts alone. No key, a malformed one and another
/// organization's get the same answer, and so do an organization that is not and one the person does not belong to.
/// </summary>
public sealed class ApiDoor(ApiKeyVerifier keys, ApiKeyUses uses, TokenBuckets budgets, MemberRoll members, SignedInReader people)
{
    /// <summary>For an endpoint that does not say whom it is for: nobody gets in.</summary>
    public RequestDelegate Open(Func<ApiCall, Task> endpoint) => Open(Permissions.None, endpoint);

    /// <param name="needs">The caller has to have one of these.</param>
    public RequestDelegate Open(Permissions needs, Func<ApiCall, Task> endpoint) => new ApiRoute(this, needs, endpoint).AnswerAsync;

    /// <summary>For what is a person's own, in no organization's name.</summary>
    public RequestDelegate OpenToPerson(Func<PersonCall, Task> endpoint) => new PersonRoute(this, endpoint).AnswerAsync;

    internal async Task<(ApiCaller? Caller, Problem? Problem)> KnowAsync(HttpContext context, OrganizationId? named)
    {
        if (Bearer(context.Request) is { } bearer) return await KnowKeyAsync(bearer, named, context.RequestAborted);
        var (person, problem) = await KnowPersonAsync(context);
        if (person is null) return (null, problem);
        return named is { } organization && await members.FindAsync(organization, person.Id, context.RequestAborted) is { } member ? (new ApiCaller.Person(member), null) : (null, Problem.NotAllowed);
    }

    internal async Task<(SignedIn? Person, Problem? Problem)> KnowPersonAsync(HttpContext context)
    {
        // Who names a key means it: the browser's cookie does not count beside it.
        if (Bearer(context.Request) is not null || await people.FindAsync(context) is not { } person) return (null, Problem.Unauthenticated);
        return IsRead(context.Request) || people.IsFromOwnPage(context.Request, person) ? (person, null) : (null, Problem.Forged);
    }

    private async Task<(ApiCaller?, Problem?)> KnowKeyAsync(string bearer, OrganizationId? named, CancellationToken cancellationToken)
    {
        if (!ApiKey.TryParse(bearer, out var key) || named is not { } organization || await keys.FindAsync(organization, key, cancellationToken) is not { } stored) return (null, Problem.Unauthenticated);
        uses.Note(organization, stored.Id);
        return budgets.Take(stored.Id) is { } wait ? (null, Problem.TooManyRequests(wait)) : (new ApiCaller.Key(stored), null);
    }

    private static string? Bearer(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.Length == 0 ? null : header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}

/// <summary>An endpoint of an organization, and what it asks of its caller.</summary>
public sealed class ApiRoute(ApiDoor door, Permissions needs, Func<ApiCall, Task> endpoint)
{
    public Permissions Needs => needs;

    public async Task AnswerAsync(HttpContext context)
    {
        var named = OrganizationId.TryParse(context.Request.RouteValues["organization"] as string, out var organization) ? organization : null as OrganizationId?;
        var (caller, problem) = await door.KnowAsync(context, named);
        if (caller is null) await problem!.WriteAsync(context);
        else if ((caller.May & needs) == Permissions.None) await Problem.NotAllowed.WriteAsync(context);
        else await endpoint(new ApiCall(context, organization, caller));
    }
}

/// <summary>An endpoint of a person.</summary>
public sealed class PersonRoute(ApiDoor door, Func<PersonCall, Task> endpoint)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var (person, problem) = await door.KnowPersonAsync(context);
        if (person is null) await problem!.WriteAsync(context);
        else await endpoint(new PersonCall(context, person));
    }
}
