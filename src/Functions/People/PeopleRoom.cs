using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Functions.People;

/// <summary>Puts the room together. What signs people in is made when the first of them comes; without a provider it is not there.</summary>
internal static class PeopleRoom
{
    /// <param name="http">Makes the client for the provider.</param>
    public static void AddPeople(this IServiceCollection services, AppConfiguration configuration, Func<HttpClient> http)
    {
        services.AddSingleton(provider => new ApiKeyVerifier(Table(provider, OrganizationRow.Table), Time(provider)));
        services.AddSingleton(provider => new ApiKeyUses(Table(provider, OrganizationRow.Table), Time(provider), provider.GetRequiredService<ILogger<ApiKeyUses>>()));
        services.AddSingleton(provider => new ApiKeyRing(Table(provider, OrganizationRow.Table), provider.GetRequiredService<IIdSource>(), Time(provider)));
        services.AddSingleton(_ => new TokenBuckets(configuration.ApiKeys.RequestsPerSecond, configuration.ApiKeys.Burst, TimeProvider.System));
        services.AddSingleton(provider => new PersonDirectory(Table(provider, PersonDirectory.Table), Time(provider)));
        services.AddSingleton(provider => new MemberRoll(Table(provider, OrganizationRow.Table), provider.GetRequiredService<PersonDirectory>(), Time(provider)));
        services.AddSingleton(provider => new Invitations(Table(provider, OrganizationRow.Table), provider.GetRequiredService<PersonDirectory>(), provider.GetRequiredService<MemberRoll>(), provider.GetRequiredService<IIdSource>(), Time(provider)));
        services.AddSingleton(provider => new OrganizationFounder(Table(provider, OrganizationRow.Table), provider.GetRequiredService<PersonDirectory>(), provider.GetRequiredService<IIdSource>(), Time(provider)));
        services.AddSingleton<SessionCookies>().AddSingleton<SignedInReader>().AddSingleton<ApiDoor>();
        services.AddSingleton<OrganizationEndpoints>().AddSingleton<MemberEndpoints>().AddSingleton<InvitationEndpoints>().AddSingleton<ApiKeyEndpoints>();
        if (configuration.SignIn.IsOn) AddSignIn(services, configuration, http);
    }

    public static void MapPeople(this WebApplication app)
    {
        app.Services.GetRequiredService<OrganizationEndpoints>().Map(app);
        app.Services.GetRequiredService<MemberEndpoints>().Map(app);
        app.Services.GetRequiredService<InvitationEndpoints>().Map(app);
        app.Services.GetRequiredService<ApiKeyEndpoints>().Map(app);
    }

    /// <summary>The doors under <c>/auth</c>; where nobody can sign in, a word on that.</summary>
    public static Task SignInAsync(this WebApplication app, HttpContext context, string? rest) =>
        app.Services.GetService<SignInDoor>() is { } door ? door.HandleAsync(context, rest) : Pages.PageAnswer.IsWanted(context.Request)
            ? SignInPages.ShowAsync(context, StatusCodes.Status404NotFound, new Pages.PageAction(Problem.SignInOff.Title, Problem.SignInOff.Detail)) : Problem.SignInOff.WriteAsync(context);

    private static void AddSignIn(IServiceCollection services, AppConfiguration configuration, Func<HttpClient> http)
    {
        services.AddSingleton(configuration.SignIn).AddSingleton<AntiForgery>().AddSingleton<SessionTickets>().AddSingleton<InvitationPage>().AddSingleton<SignInDoor>();
        services.AddSingleton(provider => new Sessions(Table(provider, Sessions.Table), provider.GetRequiredService<IIdSource>(), Time(provider)));
        services.AddSingleton(_ => new ProviderHttp(http()));
        services.AddSingleton(provider => new OpenIdProvider(provider.GetRequiredService<ProviderHttp>().Client, configuration.SignIn, TimeProvider.System));
        services.AddSingleton(provider =>
            new SignInParts(configuration, provider.GetRequiredService<SessionCookies>(), provider.GetRequiredService<SessionTickets>(), provider.GetRequiredService<OpenIdProvider>(),
                provider.GetRequiredService<PersonDirectory>(), new SealedRing(Table(provider, SealedRing.Table), provider.GetRequiredService<Sealer>(), SealedXmlRepository.Ring), provider.GetRequiredService<ProviderHttp>().Client, Time(provider),
                provider.GetRequiredService<IIdSource>(), provider.GetRequiredService<ILoggerFactory>()));
    }

    /// <summary>One client for all that is asked of the provider.</summary>
    private sealed record ProviderHttp(HttpClient Client);

    private static ITableClient Table(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<ITableClient>(name);

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
