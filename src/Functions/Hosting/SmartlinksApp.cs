using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Smartlinks.Clicks;
using Smartlinks.Functions.Billing;
using Smartlinks.Functions.Clicks;
using Smartlinks.Functions.Credits;
using Smartlinks.Functions.Fans;
using Smartlinks.Functions.Links;
using Smartlinks.Functions.Releases;
using Smartlinks.Functions.Organizations;
using Smartlinks.Functions.Pages;
using Smartlinks.Functions.People;
using Smartlinks.Functions.PreSaves;
using Smartlinks.Functions.Telemetry;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;
using Smartlinks.StreamingServices.Remembering;
using Smartlinks.StreamingServices.ShareLinks;

namespace Smartlinks.Functions.Hosting;

/// <summary>Puts the app together.</summary>
public static class SmartlinksApp
{
    /// <summary>Longest request line that is read, so that a longer address than is taken gets an answer that says so.</summary>
    private const int MaxRequestLine = 32 * 1024;

    private const int MaxAddress = 8 * 1024;

    /// <param name="replace">Tests put other storage in place here.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null, IConfiguration? settings = null)
    {
        // The empty builder: the default one watches files and brings services that a cold start would wait for.
        // The host's environment names another content root; ours is where the app lies.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Smartlinks.Functions" });
        if (settings is null) builder.Configuration.AddEnvironmentVariables();
        else builder.Configuration.AddConfiguration(settings);
        var configuration = AppConfiguration.Read(builder.Configuration);

        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddLogs(configuration);
        // Its warning that keys are stored as they are is not true here: the repository seals them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        // Else PREFERHOSTINGURLS in the environment would put URLS above the listener set here.
        builder.WebHost.PreferHostingUrls(false).UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, configuration.Port));
        builder.Services.AddRoutingCore();
        AddServices(builder.Services, configuration);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.Services.GetRequiredService<VisitorTables>();
        Route(app);
        app.Lifetime.ApplicationStarted.Register(() => OffParts.Tell(configuration, app.Services.GetRequiredService<ILoggerFactory>()));
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, port);
        // Event batches may be large; every other endpoint bounds its own body.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        // Any byte may come in a header; none of them is a reason to drop the connection.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
    }

    private static void AddServices(IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton(configuration).AddSingleton(configuration.App).AddSingleton(configuration.Clicks);
        services.AddSingleton<TimeProvider>(_ => configuration.App.ClockFile is { } file ? new LocalClock(file) : TimeProvider.System);
        services.AddSingleton<IIdSource, RandomIdSource>();
        AddStorage(services, configuration);
        AddLinks(services);
        services.AddCredits(configuration);
        AddReleases(services, configuration);
        services.AddPreSaves(configuration, () => OutboundHttp(ToServices()));
        AddClicks(services, configuration);
        services.AddFans(configuration);
        services.AddPreSaveDoors(configuration);
        services.AddRehearsals();
        services.AddBilling(configuration);
        services.AddPeople(configuration, () => OutboundHttp(ToServices()));
        services.AddSingleton<PublicOrigin>().AddSingleton<PageCache>().AddSingleton<VisitorReader>().AddSingleton<VisitEndpoint>().AddSingleton<AssetEndpoint>();
        services.AddSingleton<LinkRequests>().AddSingleton<LinkEndpoints>().AddSingleton<ReviewEndpoints>().AddSingleton<SettingsEndpoints>().AddSingleton<AccessEndpoints>().AddSingleton<ReportEndpoints>().AddSingleton<EventDoors>();
        services.AddSingleton(provider => new Readiness(Table(provider, LinkRow.Table), Queue(provider, ResolveRequests.Name), TimeProvider.System, provider.GetRequiredService<ILogger<Readiness>>())).AddSingleton<HealthEndpoints>();
        services.AddTelemetry(configuration);
    }

    private static void AddStorage(IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton(_ => new StorageClients(configuration.Storage, TimeProvider.System));
        foreach (var table in StorageNames.Tables) services.AddKeyedSingleton(table, (provider, _) => provider.GetRequiredService<StorageClients>().GetTableClient(table));
        foreach (var queue in StorageNames.Queues) services.AddKeyedSingleton(queue, (provider, _) => provider.GetRequiredService<StorageClients>().GetQueueClient(queue));
        services.AddSingleton<IEventHubProducerClient>(_ => new EventHubProducerClient(configuration.EventHub, TimeProvider.System));
    }

    private static void AddLinks(IServiceCollection services)
    {
        services.AddSingleton(provider => new LinkStore(Table(provider, LinkRow.Table), Table(provider, OrganizationLinkRow.Table)));
        services.AddSingleton(provider => new ResolveRequests(Queue(provider, ResolveRequests.Name)));
        services.AddSingleton<LinkEditor>();
        services.AddSingleton(provider => new DueLookUps(Table(provider, DueLookUps.Table)));
        services.AddSingleton(provider => new LookUpAgenda(provider.GetRequiredService<ResolveRequests>(), provider.GetRequiredService<DueLookUps>(), Time(provider)));
        services.AddSingleton<LookUpTimer>();
        services.AddSingleton(provider => new OrganizationSettingsStore(Table(provider, OrganizationRow.Table), Time(provider))).AddSingleton<OfferedServices>();
        services.AddSingleton(provider => new Entitlements(Table(provider, EntitlementRow.Table))).AddSingleton<AccessDecider>();
        services.AddSingleton(provider => new LinkCreator(provider.GetRequiredService<LinkStore>(), Table(provider, OrganizationLinkRow.Table), provider.GetRequiredService<ResolveRequests>(),
            provider.GetRequiredService<DueLookUps>(), provider.GetRequiredService<IIdSource>(), Time(provider), provider.GetRequiredService<ILinkTerms>()));
        services.AddSingleton(provider =>
        {
            var store = provider.GetRequiredService<LinkStore>();
            var cache = new LinkCache<ShownLink>(store.FindAsync, ShownLink.Of, TimeProvider.System);
            store.Changed += cache.Outdate;
            return cache;
        });
    }

    private static void AddReleases(IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton<IServiceGate>(provider => new ServiceGate(Table(provider, PaceRow.TableName), configuration.Pacing, Time(provider), provider.GetRequiredService<ILogger<ServiceGate>>()));
        services.AddSingleton(provider =>
        {
            var http = OutboundHttp(ToServices());
            var (gate, time) = (provider.GetRequiredService<IServiceGate>(), Time(provider));
            Func<string, SharedToken>? share = configuration.Sealing is { } keys ? service => new SharedToken(Table(provider, SharedToken.Table), new Sealer(keys), service, time) : null;
            return new MusicSources(
                [.. ServiceCatalogues.Make(configuration.Services, http, gate, time, share).Select(catalogue => new RememberingCatalogue(catalogue, NewMemory()))],
                [.. ServiceCatalogues.MakeCrossReferences(configuration.Services, http, gate, time).Select(reference => new RememberingCrossReference(reference, NewMemory()))]);

            // One per source: its questions do not name it.
            AnswerMemory NewMemory() => new(configuration.Pacing.RememberNotListed, configuration.Pacing.RememberedAnswers, time);
        });
        services.AddSingleton<ILinkUse, ClickedLinkUse>();
        services.AddSingleton(provider =>
        {
            // An admin names the address: public addresses only, and each step of a redirect is looked at first.
            var handler = ArtworkKeeper.PublicOnlyHandler(configuration.App.AllowLoopbackArtwork);
            handler.AllowAutoRedirect = false;
            var reader = new ShareLinkReader(OutboundHttp(handler), provider.GetRequiredService<IServiceGate>(), Time(provider), configuration.Services.ShareLinks);
            return new ShareLinkFollower(provider.GetRequiredService<LinkStore>(), reader, Time(provider));
        });
        services.AddSingleton(provider => new Reviews(Table(provider, Reviews.Table), Table(provider, ReleaseRow.Table), provider.GetRequiredService<LinkStore>()));
        services.AddSingleton<Reviewer>();
        services.AddSingleton(provider => new DestinationChecker(FreshCatalogues(provider), provider.GetRequiredService<IServiceGate>(), provider.GetRequiredService<ILinkUse>(), Time(provider)));
        services.AddSingleton(provider => new ArtworkKeeper(Table(provider, ArtworkKeeper.Table), OutboundHttp(ArtworkKeeper.PublicOnlyHandler(configuration.App.AllowLoopbackArtwork)),
            TimeProvider.System, provider.GetRequiredService<ILogger<ArtworkKeeper>>()));
        services.AddSingleton(provider => new ReleaseResolver(provider.GetRequiredService<LinkStore>(), Table(provider, ReleaseRow.Table), provider.GetRequiredService<LookUpAgenda>(),
            provider.GetRequiredService<Reviews>(), provider.GetRequiredService<MusicSources>(), provider.GetRequiredService<ShareLinkFollower>(), provider.GetRequiredService<DestinationChecker>(),
            provider.GetRequiredService<OrganizationSettingsStore>(), provider.GetRequiredService<ArtworkKeeper>(), Time(provider), provider.GetRequiredService<ILogger<ReleaseResolver>>()));
    }

    /// <summary>A check wants today's answer, not a remembered one.</summary>
    private static IReadOnlyList<IServiceCatalogue> FreshCatalogues(IServiceProvider provider) =>
        [.. provider.GetRequiredService<MusicSources>().Catalogues.Select(catalogue => catalogue is RememberingCatalogue remembering ? remembering.Fresh : catalogue)];

    private static void AddClicks(IServiceCollection services, AppConfiguration configuration)
    {
        services.AddSingleton<VisitorTables>();
        services.AddSingleton(provider => new ClickJournal(configuration.Clicks, TimeProvider.System));
        services.AddSingleton<IClickRecorder>(provider => new ClickRecorder(provider.GetRequiredService<ClickJournal>(), provider.GetRequiredService<IEventHubProducerClient>(),
            configuration.Clicks, TimeProvider.System, provider.GetRequiredService<ILogger<ClickRecorder>>()));
        services.AddSingleton(provider => new ClickSender(provider.GetRequiredService<ClickJournal>(), provider.GetRequiredService<IEventHubProducerClient>(),
            Queue(provider, StorageNames.SpilledClicks), configuration.Clicks, TimeProvider.System, provider.GetRequiredService<ILogger<ClickSender>>()));
        services.AddSingleton(provider => new ClickAggregator(Table(provider, StorageNames.ClickStreams), Table(provider, StorageNames.ClickRollups), Queue(provider, StorageNames.UnreadableClicks),
            configuration.Clicks, provider.GetRequiredService<ILogger<ClickAggregator>>()));
        services.AddSingleton(provider => new SpilledClicksReplayer(provider.GetRequiredService<IEventHubProducerClient>(), Queue(provider, StorageNames.SpilledClicks),
            Queue(provider, StorageNames.UnreadableClicks), configuration.Clicks, TimeProvider.System, provider.GetRequiredService<ILogger<SpilledClicksReplayer>>()));
        services.AddSingleton(provider => new ClickReporter(Table(provider, StorageNames.ClickRollups)));
        services.AddHostedService<ClickSending>();
    }

    private static void Route(WebApplication app)
    {
        var events = app.Services.GetRequiredService<EventDoors>();
        var visits = app.Services.GetRequiredService<VisitEndpoint>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Smartlinks.Functions.Requests");
        Func<HttpContext, string> patternOf = context => PatternOf(context, events);
        app.Use(next => context => RequestTrace.FollowAsync(context, next, patternOf));
        app.Use(next => context => Faults.HandleAsync(context, next, log, RefuseAsync));
        app.Use(next => context =>
        {
            var path = context.Request.Path.Value ?? "/";
            if (path.Length + context.Request.QueryString.Value?.Length > MaxAddress) return RefuseAsync(context, Problem.UriTooLong);
            // The host asks this to see whether the handler lives: an answer at once, without side effects.
            if (path.Length <= 1) return AnswerRootAsync(context);
            if (events.IsFor(context.Request)) return events.HandleAsync(context);
            var (first, rest) = Split(path);
            if (first.Equals("auth", StringComparison.OrdinalIgnoreCase)) return app.SignInAsync(context, rest);
            return IsMapped(first) ? next(context) : visits.HandleAsync(context, first, rest);
        });
        app.UseRouting();
        app.Services.GetRequiredService<LinkEndpoints>().Map(app);
        app.Services.GetRequiredService<ReviewEndpoints>().Map(app);
        app.Services.GetRequiredService<SettingsEndpoints>().Map(app);
        app.Services.GetRequiredService<AccessEndpoints>().Map(app);
        app.Services.GetRequiredService<ReportEndpoints>().Map(app);
        app.Services.GetRequiredService<CreditsEndpoints>().Map(app);
        app.Services.GetRequiredService<PlanEndpoints>().Map(app);
        app.Services.GetRequiredService<PreSaveEndpoints>().Map(app);
        app.Services.GetRequiredService<RehearsalEndpoints>().Map(app);
        app.Services.GetRequiredService<BillingEndpoints>().Map(app);
        app.Services.GetRequiredService<StripeWebhookEndpoint>().Map(app);
        app.MapPeople();
        app.MapPreSaveDoors();
        app.Services.GetRequiredService<AssetEndpoint>().Map(app);
        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
    }

    /// <summary>The form of a request's address, without anything that is only this request's.</summary>
    private static string PatternOf(HttpContext context, EventDoors events)
    {
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } mapped }) return $"/{mapped.Trim('/')}";
        var path = context.Request.Path.Value ?? "/";
        if (path.Length <= 1 || events.IsFor(context.Request)) return path;
        var (first, rest) = Split(path);
        if (IsMapped(first) || first.Equals("auth", StringComparison.OrdinalIgnoreCase)) return $"/{first.ToLowerInvariant()}/{{*path}}";
        return rest is null ? "/{slug}" : "/{slug}/{*rest}";
    }

    /// <summary>On a fan's address a browser gets a page; everything else gets a problem.</summary>
    private static Task RefuseAsync(HttpContext context, Problem problem) =>
        context.Request.Path.Value is { Length: > 1 } path && !IsMapped(Split(path).First) ? PageAnswer.RefuseAsync(context, problem) : problem.WriteAsync(context);

    /// <summary>Whether a path is the API's or a file's, in any case, as the host matches it.</summary>
    private static bool IsMapped(string first) => first.Equals("api", StringComparison.OrdinalIgnoreCase) || first.Equals("assets", StringComparison.OrdinalIgnoreCase) || first.Equals("presave", StringComparison.OrdinalIgnoreCase) || first.Equals("webhooks", StringComparison.OrdinalIgnoreCase);

    private static (string First, string? Remainder) Split(string path)
    {
        var slash = path.IndexOf('/', 1);
        if (slash < 0) return (path[1..], null);
        var rest = path[(slash + 1)..];
        return (path[1..slash], rest.Length == 0 ? null : rest);
    }

    private static Task AnswerRootAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        SecurityHeaders.AddTo(context.Response.Headers);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync("Smartlinks is up.\n");
    }

    private static SocketsHttpHandler ToServices() => new() { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };

    internal static HttpClient OutboundHttp(SocketsHttpHandler handler)
    {
        var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(15) };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Smartlinks/1.0");
        return http;
    }

    private static ITableClient Table(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<ITableClient>(name);

    private static IQueueClient Queue(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<IQueueClient>(name);

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
