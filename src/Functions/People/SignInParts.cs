using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Functions.People;

/// <summary>
/// The framework's authentication: its cookie handler over <see cref="SessionTickets"/>, its OAuth handler as <see cref="OpenIdHandler"/>, and Data Protection over <see cref="SealedXmlRepository"/>. They live
/// in a container of their own, made when the first person comes: an app that serves fans only does not wait for them at its start.
/// </summary>
public sealed class SignInParts : IAsyncDisposable
{
    public const string CallbackPath = "/auth/callback";

    /// <summary>How long somebody may take at the provider.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    private readonly Lazy<ServiceProvider> _parts;

    public SignInParts(AppConfiguration configuration, SessionCookies cookies, SessionTickets tickets, OpenIdProvider provider, PersonDirectory people, SealedRing ring, HttpClient http, TimeProvider time, IIdSource ids, ILoggerFactory logs) =>
        _parts = new(() =>
        {
            var services = new ServiceCollection().AddSingleton(logs).AddLogging().AddSingleton(time).AddSingleton(ids);
            services.AddDataProtection().SetApplicationName("Smartlinks");
            services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new SealedXmlRepository(ring));
            services.AddAuthentication(SessionTickets.Scheme)
                .AddCookie(SessionTickets.Scheme, cookie => Set(cookie, configuration.SignIn, cookies, tickets))
                .AddOAuth<OpenIdOptions, OpenIdHandler>(OpenIdHandler.SchemeName, OpenIdHandler.SchemeName, openId => Set(openId, configuration.SignIn, provider, people, http));
            return services.BuildServiceProvider();
        });

    /// <summary>Null: nobody is signed in.</summary>
    public Task<SignedIn?> FindAsync(HttpContext context) => RunAsync(context, async parts =>
        SessionTickets.Read((await parts.GetRequiredService<IAuthenticationService>().AuthenticateAsync(context, SessionTickets.Scheme)).Principal));

    /// <summary>Sends the browser to the provider.</summary>
    /// <param name="back">Path on this site to come back to.</param>
    public Task BeginAsync(HttpContext context, string back) => RunAsync(context, async parts =>
    {
        await parts.GetRequiredService<IAuthenticationService>().ChallengeAsync(context, OpenIdHandler.SchemeName, new AuthenticationProperties { RedirectUri = back });
        return true;
    });

    /// <summary>What the browser brings back from the provider; the answer is written.</summary>
    public Task FinishAsync(HttpContext context) => RunAsync(context, async parts =>
    {
        var handler = (IAuthenticationRequestHandler)(await parts.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(context, OpenIdHandler.SchemeName))!;
        return await handler.HandleRequestAsync();
    });

    public Task EndAsync(HttpContext context) => RunAsync(context, async parts =>
    {
        await parts.GetRequiredService<IAuthenticationService>().SignOutAsync(context, SessionTickets.Scheme, null);
        return true;
    });

    public ValueTask DisposeAsync() => _parts.IsValueCreated ? _parts.Value.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>The handlers find their parts by the request; what they begin may end with the answer.</summary>
    private async Task<T> RunAsync<T>(HttpContext context, Func<IServiceProvider, Task<T>> act)
    {
        var scope = _parts.Value.CreateAsyncScope();
        context.Response.RegisterForDisposeAsync(scope);
        var own = context.RequestServices;
        context.RequestServices = scope.ServiceProvider;
        try
        {
            return await act(scope.ServiceProvider);
        }
        finally
        {
            context.RequestServices = own;
        }
    }

    private static void Set(CookieAuthenticationOptions cookie, SignInOptions options, SessionCookies cookies, SessionTickets tickets)
    {
        (cookie.CookieManager, cookie.SessionStore) = (cookies, tickets);
        (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (options.SessionIdle, true);
        (cookie.Cookie.Name, cookie.Cookie.Path, cookie.Cookie.HttpOnly, cookie.Cookie.SameSite, cookie.Cookie.SecurePolicy) = (SessionCookies.Name, "/", true, SameSiteMode.Lax, CookieSecurePolicy.Always);
        // Who is signed in is told by problems and pages of our own.
        cookie.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
    }

    private static void Set(OpenIdOptions openId, SignInOptions options, OpenIdProvider provider, PersonDirectory people, HttpClient http)
    {
        (openId.Provider, openId.People, openId.Backchannel) = (provider, people, http);
        (openId.ClientId, openId.ClientSecret) = (options.ClientId!, options.ClientSecret ?? "");
        (openId.CallbackPath, openId.SignInScheme, openId.RemoteAuthenticationTimeout) = (CallbackPath, SessionTickets.Scheme, s_patience);
        foreach (var scope in options.Scopes.Split(' ')) openId.Scope.Add(scope);
        // Lax: the provider answers with a redirect, and the cookie has to come along with it.
        (openId.CorrelationCookie.Name, openId.CorrelationCookie.SameSite, openId.CorrelationCookie.SecurePolicy) = ("sl_sign_in.", SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        openId.Events.OnRemoteFailure = async failure =>
        {
            await SignInPages.RefuseAsync(failure.HttpContext, failure.Failure);
            failure.HandleResponse();
        };
        openId.Events.OnAccessDenied = async denied =>
        {
            await SignInPages.TellDeniedAsync(denied.HttpContext);
            denied.HandleResponse();
        };
    }
}
