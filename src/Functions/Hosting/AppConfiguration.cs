using System.Globalization;
using Smartlinks.Billing;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.People;
using Smartlinks.Functions.Telemetry;
using Smartlinks.PreSaves.Saving;
using Smartlinks.Records;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.AmazonMusic;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.StreamingServices.Bandcamp;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.ITunes;
using Smartlinks.StreamingServices.MusicBrainz;
using Smartlinks.StreamingServices.Pacing;
using Smartlinks.StreamingServices.Pandora;
using Smartlinks.StreamingServices.ShareLinks;
using Smartlinks.StreamingServices.SoundCloud;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.StreamingServices.Tidal;
using Smartlinks.StreamingServices.YouTubeMusic;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// Everything the app is told from outside, read and checked once at start. Settings are environment variables (<c>Section__Name</c>), as Functions app settings are; docs/configuration.md lists them.
/// </summary>
public sealed record AppConfiguration(int Port, AppOptions App, StorageOptions Storage, EventHubOptions EventHub, ClickOptions Clicks, ServiceOptions Services, PacingOptions Pacing,
    PreSaveOptions PreSaves, SealingKeys? Sealing, MailOptions Mail, CreditOptions Credits, StripeOptions Stripe)
{
    public SignInOptions SignIn { get; init; } = new();

    public ApiKeyOptions ApiKeys { get; init; } = new();

    public RecordOptions Records { get; init; } = new();

    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Somebody's own machine: LocalHost, or <c>func start</c>.</summary>
    public bool IsOnThisMachine { get; init; }

    /// <summary>Where telemetry goes to; null: nowhere.</summary>
    public TelemetryTargets? Targets { get; init; }

    /// <exception cref="ConfigurationFaultException">It cannot work. All that is wrong is named.</exception>
    public static AppConfiguration Read(IConfiguration source)
    {
        var settings = new SettingsReader(source);
        settings.RefuseUnresolved();
        var configuration = new AppConfiguration(ReadPort(settings), SectionRules.ReadApp(settings), ConnectionSettings.ReadStorage(settings), ConnectionSettings.ReadEventHub(settings),
            settings.Bind("Clicks", new ClickOptions()), ReadServices(settings), settings.Bind("Pacing", new PacingOptions()), settings.Bind("PreSaves", new PreSaveOptions()), SectionRules.ReadSealing(settings),
            SectionRules.ReadMail(settings), settings.Bind(CreditOptions.Section, new CreditOptions()), SectionRules.ReadStripe(settings))
        {
            SignIn = SectionRules.ReadSignIn(settings),
            ApiKeys = settings.Bind(ApiKeyOptions.Section, new ApiKeyOptions()),
            Records = settings.Bind(RecordOptions.Section, new RecordOptions()),
            Telemetry = settings.Bind(TelemetryOptions.Section, new TelemetryOptions()),
            IsOnThisMachine = settings["AZURE_FUNCTIONS_ENVIRONMENT"] == "Development",
            Targets = TelemetryTargets.Read(settings),
        };
        settings.Demand();
        return configuration;
    }

    private static int ReadPort(SettingsReader settings)
    {
        if (int.TryParse(settings["FUNCTIONS_CUSTOMHANDLER_PORT"], CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65_535) return port;
        settings.Refuse("FUNCTIONS_CUSTOMHANDLER_PORT is not set: this program is a Functions custom handler. Start it with 'dotnet run --project src/LocalHost' or 'func start'.");
        return 0;
    }

    /// <summary>One section per source of music facts, named after it.</summary>
    private static ServiceOptions ReadServices(SettingsReader settings) => new()
    {
        Spotify = settings.Bind("Spotify", new SpotifyOptions()),
        Deezer = settings.Bind("Deezer", new DeezerOptions()),
        ShareLinks = settings.Bind("ShareLinks", new ShareLinkOptions()),
        YouTubeMusic = settings.Bind("YouTubeMusic", new YouTubeMusicOptions()),
        SoundCloud = settings.Bind("SoundCloud", new SoundCloudOptions()),
        Tidal = settings.Bind("Tidal", new TidalOptions()),
        AppleMusic = settings.Bind("AppleMusic", new AppleMusicOptions()),
        AmazonMusic = settings.Bind("AmazonMusic", new AmazonMusicOptions()),
        Pandora = settings.Bind("Pandora", new PandoraOptions()),
        Bandcamp = settings.Bind("Bandcamp", new BandcampOptions()),
        MusicBrainz = settings.Bind("MusicBrainz", new MusicBrainzOptions()),
        ITunes = settings.Bind("ITunes", new ITunesOptions()),
    };
}
