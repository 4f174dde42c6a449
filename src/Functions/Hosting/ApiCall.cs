using System.Text.Json.Serialization.Metadata;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.Hosting;

/// <summary>A management request whose sender is known.</summary>
public abstract record KnownCall(HttpContext Context)
{
    public string? Route(string name) => Context.Request.RouteValues[name] as string;

    public CancellationToken Aborted => Context.RequestAborted;

    public Task AnswerAsync<T>(int status, T body, JsonTypeInfo<T> type)
    {
        Context.Response.StatusCode = status;
        SecurityHeaders.AddTo(Context.Response.Headers);
        Context.Response.Headers.CacheControl = "no-store";
        return Context.Response.WriteAsJsonAsync(body, type, "application/json; charset=utf-8", Aborted);
    }

    public Task AnswerNothingAsync()
    {
        Context.Response.StatusCode = StatusCodes.Status204NoContent;
        SecurityHeaders.AddTo(Context.Response.Headers);
        return Task.CompletedTask;
    }

    public Task RefuseAsync(Problem problem) => problem.WriteAsync(Context);
}

/// <summary>One management request in an organization's name, by somebody who may make it.</summary>
public sealed record ApiCall(HttpContext Context, OrganizationId Organization, ApiCaller Caller) : KnownCall(Context)
{
    /// <summary>The caller's expected version, quotes included; null when there is none or any will do.</summary>
    public string? IfMatch => Context.Request.Headers.IfMatch.ToString() is { Length: > 0 } tag && tag != "*" ? tag : null;

    /// <summary>The member who calls; null: a key does.</summary>
    public Member? Member => (Caller as ApiCaller.Person)?.Member;
}

/// <summary>One request of a person who is signed in, in the own name.</summary>
public sealed record PersonCall(HttpContext Context, SignedIn Person) : KnownCall(Context);

/// <summary>Who is signed in, and in which session.</summary>
/// <param name="SessionId">Names the session, and opens nothing.</param>
public sealed record SignedIn(PersonId Id, string SessionId, DateTimeOffset IdleUntil, DateTimeOffset EndsAt);
