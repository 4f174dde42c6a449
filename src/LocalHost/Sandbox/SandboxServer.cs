using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Smartlinks.LocalHost.Sandbox.AmazonMusic;
using Smartlinks.LocalHost.Sandbox.AppleMusic;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Bandcamp;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Controls.Meters;
using Smartlinks.LocalHost.Sandbox.Deezer;
using Smartlinks.LocalHost.Sandbox.ITunes;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.LocalHost.Sandbox.Mail;
using Smartlinks.LocalHost.Sandbox.MusicBrainz;
using Smartlinks.LocalHost.Sandbox.Pandora;
using Smartlinks.LocalHost.Sandbox.Sharing;
using Smartlinks.LocalHost.Sandbox.SignIn;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.LocalHost.Sandbox.Spotify;
using Smartlinks.LocalHost.Sandbox.Stripe;
using Smartlinks.LocalHost.Sandbox.YouTubeMusic;
using Smartlinks.LocalHost.Sandbox.Tidal;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>
/// The outside world on one machine: streaming services in their real shapes, each under its id as path prefix, and switches for time and
/// faults. Started once; listens on 127.0.0.1 only.
/// </summary>
public sealed class SandboxServer(SandboxOptions options) : IAsyncDisposable
{
    private readonly Dictionary<StreamingService, Func<string, GivenTokens>> _connect = [];
    private WebApplication? _app;
    private Uri? _baseAddress;
    private SignInSandbox? _signIn;

    /// <summary>Ends with a slash. Known after the start.</summary>
    public Uri BaseAddress => _baseAddress ?? throw new InvalidOperationException("The sandbox is not started.");

    /// <summary>Known after the start.</summary>
    public Catalogue Catalogue { get; private set; } = null!;

    public StoryClock Clock => options.Clock;

    public FaultBoard Faults { get; } = new();

    public RequestLog Requests { get; } = new(options.Clock);

    public SourceMeters Meters { get; } = new(options.Clock);

    public SecretRecord Secrets { get; } = new();

    /// <summary>What the OpenID provider does wrong.</summary>
    public SignInFaults SignInFaults { get; } = new();

    /// <summary>What fans have at the services.</summary>
    public FanLibraries Libraries { get; } = new();

    public Mailbox Mailbox { get; } = new(options.Clock);

    /// <summary>What Stripe tells the app. Known after the start.</summary>
    public StripeWebhooks StripeWebhooks { get; private set; } = null!;

    /// <exception cref="CatalogueException">A catalogue file cannot be read.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Catalogue = Catalogue.Load(options.CatalogueFiles);
        // Empty: no settings files, no environment, no console log; the sandbox is what its options say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Smartlinks.Sandbox" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        Compose(_app);
        await _app.StartAsync(cancellationToken);

        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        _baseAddress = new Uri(addresses.Addresses.Single() + "/");
    }

    /// <summary>As if a fan had consented to everything at one of the services that fans connect, and the app had its tokens. Known after the start.</summary>
    public GivenTokens Connect(StreamingService service, string fan) => _connect[service](fan);

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        StripeWebhooks?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        _signIn?.Dispose();
    }

    private void Compose(WebApplication app)
    {
        var errors = new Dictionary<SandboxSource, IServiceErrors>
        {
            [StreamingService.Spotify] = new SpotifyErrors(),
            [StreamingService.Deezer] = new DeezerErrors(),
            [StreamingService.YouTubeMusic] = new YouTubeMusicErrors(),
            [StreamingService.SoundCloud] = new SoundCloudErrors(Clock),
            [StreamingService.Tidal] = new TidalErrors(),
            [StreamingService.AppleMusic] = new AppleMusicErrors(),
            [StreamingService.AmazonMusic] = new AmazonMusicErrors(),
            [StreamingService.Pandora] = new PandoraErrors(),
            [StreamingService.Bandcamp] = new BandcampErrors(),
            [ServicePaths.MusicBrainz] = new MusicBrainzErrors(),
            [ServicePaths.ITunes] = new ITunesErrors(),
            [ServicePaths.Mail] = new MailErrors(),
            [ServicePaths.Stripe] = new StripeErrors(),
        };
        var strike = new FaultMiddleware(Faults, errors, Meters, Clock);
        app.Use(Requests.InvokeAsync);
        app.Use(Secrets.InvokeAsync);
        app.Use(strike.InvokeAsync);
        app.UseRouting();

        ComposeSpotify(app, strike.StrikeAsync);
        ComposeDeezer(app, strike.StrikeAsync);
        var soundCloudAddresses = new SoundCloudAddresses(Catalogue);
        new SharingSandbox(Catalogue, new ItemPage(soundCloudAddresses), Faults).Map(app);
        ComposeTidal(app, strike.StrikeAsync);
        ComposeAppleMusic(app);
        ComposeYouTubeMusic(app, strike.StrikeAsync);
        var soundCloud = new SoundCloudSandbox(Catalogue.At(StreamingService.SoundCloud), soundCloudAddresses, Faults, Clock, options, () => BaseAddress);
        soundCloud.Map(app);
        Meters.Include(soundCloud.Tokens);
        new AmazonMusicSandbox(Catalogue.At(StreamingService.AmazonMusic), Faults, Clock).Map(app);
        new PandoraSandbox(Catalogue.At(StreamingService.Pandora), Faults, Clock).Map(app);
        var bandcamp = new BandcampAddresses(Catalogue);
        new BandcampSandbox(Catalogue.At(StreamingService.Bandcamp), bandcamp, Faults, Clock).Map(app);
        var database = new MusicBrainzDatabase(Catalogue);
        new MusicBrainzSandbox(Catalogue, database, new MusicBrainzShapes(database, new MusicBrainzRelations(bandcamp, soundCloudAddresses)), Faults, Clock).Map(app);
        new ITunesSandbox(Catalogue.At(StreamingService.AppleMusic), Faults, Clock, () => BaseAddress).Map(app);
        new MailSandbox(Mailbox, options.MailAccessKey, TimeProvider.System, () => BaseAddress).Map(app);
        new MailboxEndpoints(Mailbox).Map(app);
        ComposeStripe(app);
        new ArtworkEndpoint().Map(app);
        _signIn = new SignInSandbox(options, SignInFaults, Clock, Secrets, () => BaseAddress);
        _signIn.Map(app);
        new ControlEndpoints(Faults, Requests, options, new Dictionary<string, IFaultSwitch>(options.Switches) { [SignInSandbox.Path] = SignInFaults }).Map(app);
        new ItemEndpoints(Catalogue).Map(app);
        new MeterEndpoints(Meters).Map(app);
        new SecretEndpoint(Secrets).Map(app);
        new LibraryEndpoints(Libraries, Catalogue).Map(app);
        app.MapGet(SpoiltAnswer.ElsewherePath, SpoiltAnswer.WriteSignInAsync);
        // Browsers ask for it at each page.
        app.MapGet("/favicon.ico", () => Results.NoContent());
        app.MapGet("/", context => FrontPage.WriteAsync(context, Catalogue, Faults, Clock));
        app.UseEndpoints(_ => { });
    }

    private void ComposeStripe(WebApplication app)
    {
        var book = new StripeBook(Clock);
        StripeWebhooks = new StripeWebhooks(book, options.StripeWebhookSecret, options.StripeConnectWebhookSecret);
        var plans = new StripePlans(book, StripeWebhooks);
        var till = new StripeTill(book, StripeWebhooks, plans);
        var operations = new StripeOperations(book, till, StripeWebhooks, () => BaseAddress);
        new StripeSandbox(book, operations, options.StripeSecretKey).Map(app);
        new StripePages(book, till, plans, operations).Map(app);
        new StripeControls(book, till, plans, StripeWebhooks) { Finish = operations.Finish }.Map(app);
    }

    private void ComposeSpotify(WebApplication app, Strike strike)
    {
        var (catalogue, rules) = (Catalogue.At(StreamingService.Spotify), SpotifyFans.Rules(options));
        var grants = new FanGrants(rules, Faults, Clock, Secrets);
        _connect[rules.Service] = fan => grants.Give(fan, string.Join(' ', rules.Scopes.Keys));
        new SpotifySandbox(catalogue, Faults, Clock, new ConsentDesk(rules, grants, strike), () => BaseAddress).Map(app);
        new SpotifyFans(catalogue, Libraries, grants, Faults, Clock).Map(app);
    }

    private void ComposeTidal(WebApplication app, Strike strike)
    {
        var (catalogue, rules) = (Catalogue.At(StreamingService.Tidal), TidalFans.Rules(options));
        var (grants, shapes) = (new FanGrants(rules, Faults, Clock, Secrets), new TidalShapes(catalogue, Clock, () => BaseAddress));
        _connect[rules.Service] = fan => grants.Give(fan, string.Join(' ', rules.Scopes.Keys));
        new TidalSandbox(catalogue, Faults, Clock, new ConsentDesk(rules, grants, strike), shapes).Map(app);
        new TidalFans(catalogue, Libraries, grants, Faults, Clock, shapes).Map(app);
    }

    private void ComposeDeezer(WebApplication app, Strike strike)
    {
        var catalogue = Catalogue.At(StreamingService.Deezer);
        var fans = new DeezerFans(options, Faults, Clock, strike, Secrets);
        _connect[StreamingService.Deezer] = fans.Connect;
        fans.Map(app);
        new DeezerFavorites(catalogue, fans, Libraries, Faults, Clock, () => BaseAddress).Map(app);
        new DeezerSandbox(catalogue, Faults, Clock, () => BaseAddress).Map(app);
    }

    private void ComposeYouTubeMusic(WebApplication app, Strike strike)
    {
        var rules = GoogleFans.Rules(options);
        var fans = new GoogleFans(new ConsentDesk(rules, new FanGrants(rules, Faults, Clock, Secrets), strike));
        _connect[rules.Service] = fans.Connect;
        var youTube = new YouTubeMusicSandbox(Catalogue.At(StreamingService.YouTubeMusic), Faults, Clock, options, fans, Libraries, () => BaseAddress);
        youTube.Map(app);
        Meters.Include(youTube.Quota);
    }

    private void ComposeAppleMusic(WebApplication app)
    {
        var fans = new AppleFans(options, Faults, Clock, Secrets);
        _connect[StreamingService.AppleMusic] = fans.Connect;
        fans.Map(app);
        new AppleMusicSandbox(Catalogue.At(StreamingService.AppleMusic), Faults, Clock, options, fans, Libraries, () => BaseAddress).Map(app);
    }
}
