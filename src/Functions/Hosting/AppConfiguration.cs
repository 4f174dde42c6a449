using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Azure.Identity;
using Smartlinks.Billing;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.People;
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
using Smartlinks.StreamingServices.YouTubeMusic;
using Smartlinks.StreamingServices.Tidal;

namespace Smartlinks.Functions.Hosting;

/// <summary>The configuration cannot work; the message says which setting and what to do.</summary>
public sealed class ConfigurationFaultException(string message) : Exception(message);

/// <summary>Everything the app is told from outside, read and checked once at start. Settings are environment variables (<c>Section__Name</c>), as Functions app settings are.</summary>
public sealed record AppConfiguration(int Port, AppOptions App, StorageOptions Storage, EventHubOptions EventHub, ClickOptions Clicks, ServiceOptions Services, PacingOptions Pacing,
    PreSaveOptions PreSaves, SealingKeys? Sealing, MailOptions Mail, CreditOptions Credits, StripeOptions Stripe)
{
    public SignInOptions SignIn { get; init; } = new();

    public ApiKeyOptions ApiKeys { get; init; } = new();

    public RecordOptions Records { get; init; } = new();

    public static AppConfiguration Read(IConfiguration settings)
    {
        if (!int.TryParse(settings["FUNCTIONS_CUSTOMHANDLER_PORT"], CultureInfo.InvariantCulture, out var port) || port is < 0 or > 65_535)
            throw new ConfigurationFaultException("FUNCTIONS_CUSTOMHANDLER_PORT is not set: this program is a Functions custom handler. Start it with 'dotnet run --project src/LocalHost' or 'func start'.");
        var app = Bind(settings, AppOptions.Section, new AppOptions());
        app.Domains = [.. app.Domains.Select(domain => domain.ToLowerInvariant())];
        if (app.ClockFile is not null && settings["AZURE_FUNCTIONS_ENVIRONMENT"] != "Development")
            throw new ConfigurationFaultException("App__ClockFile moves the clock and is taken only where AZURE_FUNCTIONS_ENVIRONMENT is Development.");
        if (app.PublicUrl is { } url && !IsOrigin(url)) throw new ConfigurationFaultException("App__PublicUrl is not an origin such as https://links.example: http or https, a host, and nothing after it.");
        return new AppConfiguration(port, app, ReadStorage(settings), ReadEventHub(settings), Bind(settings, "Clicks", new ClickOptions()), ReadServices(settings),
            Bind(settings, "Pacing", new PacingOptions()), Bind(settings, "PreSaves", new PreSaveOptions()), ReadSealing(settings), ReadMail(settings), Bind(settings, CreditOptions.Section, new CreditOptions()), ReadStripe(settings))
        {
            SignIn = ReadSignIn(settings),
            ApiKeys = Bind(settings, ApiKeyOptions.Section, new ApiKeyOptions()),
            Records = Bind(settings, RecordOptions.Section, new RecordOptions()),
        };
    }

    private static SignInOptions ReadSignIn(IConfiguration settings)
    {
        var options = Bind(settings, SignInOptions.Section, new SignInOptions());
        if (!options.IsOn) return options;
        if (!Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) || !OpenIdProvider.IsSafe(issuer) || issuer.Query.Length > 0 || issuer.Fragment.Length > 0)
            throw new ConfigurationFaultException("SignIn__Issuer is not an OpenID provider's name such as https://login.example: https, or http on this machine, without query and fragment.");
        if (string.IsNullOrEmpty(options.ClientId)) throw new ConfigurationFaultException("SignIn__Issuer needs SignIn__ClientId: under which this deployment is registered there.");
        if (string.IsNullOrEmpty(settings["Sealing:Keys"])) throw new ConfigurationFaultException("SignIn__Issuer needs Sealing__Keys: the keys of sessions are sealed with them.");
        if (options.SessionIdle > options.SessionLongest) throw new ConfigurationFaultException("SignIn__SessionIdle is longer than SignIn__SessionLongest.");
        return options;
    }

    private static StripeOptions ReadStripe(IConfiguration settings)
    {
        var options = Bind(settings, StripeOptions.Section, new StripeOptions());
        return StripeSettings.FindProblem(options) is { } problem ? throw new ConfigurationFaultException(problem) : options;
    }

    private static MailOptions ReadMail(IConfiguration settings)
    {
        var options = Bind(settings, MailOptions.Section, new MailOptions());
        if (!options.IsOn) return options;
        if (!EmailAddress.TryParse(options.SenderAddress, out _)) throw new ConfigurationFaultException("Mail__SenderAddress is not an e-mail address: mails have to be from somebody.");
        if (string.IsNullOrEmpty(settings["Sealing:Keys"])) throw new ConfigurationFaultException("Mail__ConnectionString needs Sealing__Keys: the addresses in mails are signed with them.");
        try
        {
            CommunicationAccount.Parse(options.ConnectionString!);
            return options;
        }
        catch (FormatException unreadable)
        {
            throw new ConfigurationFaultException($"Mail__ConnectionString: {unreadable.Message}");
        }
    }

    /// <summary>Null: there are no keys, and nothing secret is stored.</summary>
    private static SealingKeys? ReadSealing(IConfiguration settings)
    {
        var options = Bind(settings, SealingOptions.Section, new SealingOptions());
        if (string.IsNullOrEmpty(options.Keys)) return null;
        return SealingKeys.TryParse(options.Keys, out var keys, out var problem) ? keys
            : throw new ConfigurationFaultException($"Sealing__Keys is not a list such as 2026-11:(32 bytes in base64): {problem}.");
    }

    /// <summary>One section per source of music facts, named after it.</summary>
    private static ServiceOptions ReadServices(IConfiguration settings) => new()
    {
        Spotify = Bind(settings, "Spotify", new SpotifyOptions()),
        Deezer = Bind(settings, "Deezer", new DeezerOptions()),
        ShareLinks = Bind(settings, "ShareLinks", new ShareLinkOptions()),
        YouTubeMusic = Bind(settings, "YouTubeMusic", new YouTubeMusicOptions()),
        SoundCloud = Bind(settings, "SoundCloud", new SoundCloudOptions()),
        Tidal = Bind(settings, "Tidal", new TidalOptions()),
        AppleMusic = Bind(settings, "AppleMusic", new AppleMusicOptions()),
        AmazonMusic = Bind(settings, "AmazonMusic", new AmazonMusicOptions()),
        Pandora = Bind(settings, "Pandora", new PandoraOptions()),
        Bandcamp = Bind(settings, "Bandcamp", new BandcampOptions()),
        MusicBrainz = Bind(settings, "MusicBrainz", new MusicBrainzOptions()),
        ITunes = Bind(settings, "ITunes", new ITunesOptions()),
    };

    private static bool IsOrigin(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0 && url.PathAndQuery == "/" && url.Fragment.Length == 0;

    private static StorageOptions ReadStorage(IConfiguration settings)
    {
        const string name = "AzureWebJobsStorage";
        var section = settings.GetSection(name);
        var options = Bind(settings, "Storage", new StorageOptions { ConnectionString = section.Value });
        if (!string.IsNullOrEmpty(options.ConnectionString)) return options;
        options.TableServiceUri = ReadUri(section, "tableServiceUri") ?? ServiceUri(section["accountName"], "table");
        options.QueueServiceUri = ReadUri(section, "queueServiceUri") ?? ServiceUri(section["accountName"], "queue");
        if (options.TableServiceUri is null || options.QueueServiceUri is null)
            throw new ConfigurationFaultException($"{name} is not set: give a connection string, or {name}__accountName for an account that this app's identity may use.");
        options.Credential = Credential(section["clientId"]);
        return options;
    }

    private static EventHubOptions ReadEventHub(IConfiguration settings)
    {
        const string name = "EventHub";
        var section = settings.GetSection(name);
        var options = new EventHubOptions { ConnectionString = section.Value, EventHubName = StorageNames.ClickHub, MaxRetries = 0 };
        if (!string.IsNullOrEmpty(options.ConnectionString)) return options;
        options.FullyQualifiedNamespace = section["fullyQualifiedNamespace"]
            ?? throw new ConfigurationFaultException($"{name} is not set: give {name}__fullyQualifiedNamespace, or a connection string.");
        options.Credential = Credential(section["clientId"]);
        return options;
    }

    private static DefaultAzureCredential Credential(string? clientId) => new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });

    private static Uri? ServiceUri(string? account, string service) => string.IsNullOrEmpty(account) ? null : new Uri($"https://{account}.{service}.core.windows.net");

    private static Uri? ReadUri(IConfiguration section, string key) =>
        section[key] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri
        : throw new ConfigurationFaultException($"AzureWebJobsStorage__{key} is not an absolute address.");

    private static T Bind<T>(IConfiguration settings, string section, T options)
        where T : class
    {
        try
        {
            settings.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            throw new ConfigurationFaultException($"Section {section}: {unreadable.Message}");
        }

        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            throw new ConfigurationFaultException($"Section {section}: {string.Join(" ", faults.Select(fault => fault.ErrorMessage))}");
        return options;
    }
}
