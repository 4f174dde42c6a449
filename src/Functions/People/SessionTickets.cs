using System.Globalization;
using System.Security.Claims;
using Azure;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>Keeps what the cookie handler knows of a session in the table: the cookie carries the session's key only, and is worth nothing once the session was ended.</summary>
public sealed class SessionTickets(Sessions sessions, SignInOptions options, ILogger<SessionTickets> log) : ITicketStore
{
    public const string Scheme = "session";

    private const string SessionClaim = "session";
    private const string IdleClaim = "idle-until";
    private const string EndClaim = "ends-at";

    public static ClaimsPrincipal PrincipalOf(PersonId person) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person.ToString())], Scheme));

    /// <summary>Null: it is no session's.</summary>
    public static SignedIn? Read(ClaimsPrincipal? principal) =>
        principal?.FindFirst(SessionClaim)?.Value is { } session ? new SignedIn(PersonOf(principal), session, At(principal, IdleClaim), At(principal, EndClaim)) : null;

    public Task<string> StoreAsync(AuthenticationTicket ticket) => sessions.BeginAsync(PersonOf(ticket.Principal), options.SessionIdle, options.SessionLongest, CancellationToken.None);

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        try
        {
            await sessions.KeepAsync(key, options.SessionIdle, CancellationToken.None);
        }
        catch (RequestFailedException failure)
        {
            // The answer that goes out just now is worth more; the session is kept with the next one.
            log.LogWarning(failure, "A session could not be kept");
        }
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, mayRenew: true, CancellationToken.None);

    public Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken) => RetrieveAsync(key, !SessionCookies.IsFrozen(httpContext), cancellationToken);

    public Task RemoveAsync(string key) => sessions.EndAsync(key, CancellationToken.None);

    private async Task<AuthenticationTicket?> RetrieveAsync(string key, bool mayRenew, CancellationToken cancellationToken) => await sessions.FindAsync(key, cancellationToken) is not { } session ? null : new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, session.Person.ToString()), new(SessionClaim, session.Id), new(IdleClaim, Text(session.IdleUntil)), new(EndClaim, Text(session.EndsAt))], Scheme)),
        new AuthenticationProperties { IssuedUtc = session.IdleUntil - options.SessionIdle, ExpiresUtc = session.IdleUntil, AllowRefresh = mayRenew && session.IdleUntil < session.EndsAt }, Scheme);

    private static PersonId PersonOf(ClaimsPrincipal principal) => PersonId.Parse(principal.FindFirst(ClaimTypes.NameIdentifier)!.Value);

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(ClaimsPrincipal principal, string claim) => DateTimeOffset.ParseExact(principal.FindFirst(claim)!.Value, "O", CultureInfo.InvariantCulture);
}
