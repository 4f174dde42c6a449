using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smartlinks.LocalHost.Sandbox.AmazonMusic;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.SignIn;
using Smartlinks.LocalHost.Sandbox.Stripe;

namespace Smartlinks.LocalHost.Machine;

/// <summary>The app settings of this machine: what infra sets in Azure, with Azurite, the local hub and the sandbox in the places of the real ones.</summary>
public static class AppSettings
{
    /// <summary>Nothing given in <paramref name="environment"/> is replaced: a real key there takes that part out of the sandbox.</summary>
    public static IReadOnlyDictionary<string, string> Make(IConfiguration environment, LocalHostOptions options, LocalFolder folder, string dataFolder, string storage, string eventHub, Uri sandbox, SandboxOptions services)
    {
        var settings = new Dictionary<string, string>
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["AzureWebJobsStorage"] = storage,
            ["EventHub"] = eventHub,
            ["Clicks__JournalFolder"] = folder.Journal,
            ["Clicks__DataFolder"] = dataFolder,
            ["App__ClockFile"] = folder.ClockFile,
        };
        if (string.IsNullOrEmpty(environment["Sealing:Keys"])) settings["Sealing__Keys"] = SealingKeys(folder);
        if (options.Credits)
        {
            settings["Credits__Enabled"] = bool.TrueString;
            if (string.IsNullOrEmpty(environment["Credits:OperatorKey"])) settings["Credits__OperatorKey"] = OperatorKey(folder);
        }

        if (string.IsNullOrEmpty(environment["SignIn:Issuer"]))
        {
            settings["SignIn__Issuer"] = SignInSandbox.IssuerAt(sandbox);
            settings["SignIn__ClientId"] = services.SignInClientId;
            settings["SignIn__ClientSecret"] = services.SignInClientSecret;
        }

        // One key does the work of a whole machine's users here, and a load test's too.
        if (string.IsNullOrEmpty(environment["ApiKeys:RequestsPerSecond"])) settings["ApiKeys__RequestsPerSecond"] = "100000";
        if (string.IsNullOrEmpty(environment["ApiKeys:Burst"])) settings["ApiKeys__Burst"] = "100000";
        if (!options.Live)
        {
            settings["App__AllowLoopbackArtwork"] = bool.TrueString;
            settings["ShareLinks__StandIn"] = Text(sandbox, "share/");
            settings["Pandora__PagesUrl"] = Text(sandbox, "pandora/");
            settings["Bandcamp__PagesUrl"] = Text(sandbox, "bandcamp/");
            settings["ITunes__BaseUrl"] = Text(sandbox, "itunes/");
            if (string.IsNullOrEmpty(environment["Mail:ConnectionString"]))
            {
                settings["Mail__ConnectionString"] = $"endpoint={Text(sandbox, "mail/")};accesskey={services.MailAccessKey}";
                settings["Mail__SenderAddress"] = "music@smartlinks.example";
            }

            if (string.IsNullOrEmpty(environment["Stripe:SecretKey"])) AddStripe(settings, sandbox, services);

            if (string.IsNullOrEmpty(environment["MusicBrainz:Contact"]))
            {
                settings["MusicBrainz__BaseUrl"] = Text(sandbox, "musicbrainz/ws/2/");
                settings["MusicBrainz__Contact"] = "localhost@smartlinks.example";
            }

            if (string.IsNullOrEmpty(environment["Deezer:AppId"]))
            {
                settings["Deezer__BaseUrl"] = Text(sandbox, "deezer/");
                settings["Deezer__ConsentUrl"] = Text(sandbox, "deezer/connect/oauth/auth.php");
                settings["Deezer__TokenUrl"] = Text(sandbox, "deezer/connect/oauth/access_token.php");
                settings["Deezer__AppId"] = services.DeezerAppId;
                settings["Deezer__AppSecret"] = services.DeezerAppSecret;
            }

            if (string.IsNullOrEmpty(environment["AmazonMusic:ClientId"]))
            {
                settings["AmazonMusic__BaseUrl"] = Text(sandbox, "amazon-music/v1/");
                settings["AmazonMusic__TokenUrl"] = Text(sandbox, "amazon-music/auth/o2/token");
                settings["AmazonMusic__ClientId"] = AmazonMusicSandbox.ClientId;
                settings["AmazonMusic__ClientSecret"] = AmazonMusicSandbox.ClientSecret;
                settings["AmazonMusic__SecurityProfileId"] = AmazonMusicSandbox.SecurityProfileId;
                settings["AmazonMusic__RefreshToken"] = AmazonMusicSandbox.RefreshToken;
            }

            if (string.IsNullOrEmpty(environment["Spotify:ClientId"]))
            {
                settings["Spotify__BaseUrl"] = Text(sandbox, "spotify/v1/");
                settings["Spotify__TokenUrl"] = Text(sandbox, "spotify/accounts/api/token");
                settings["Spotify__ConsentUrl"] = Text(sandbox, "spotify/accounts/authorize");
                settings["Spotify__Saves"] = bool.TrueString;
                settings["Spotify__TestersOnly"] = bool.FalseString;
                settings["Spotify__ClientId"] = services.SpotifyClientId;
                settings["Spotify__ClientSecret"] = services.SpotifyClientSecret;
            }

            if (string.IsNullOrEmpty(environment["YouTubeMusic:ApiKey"]) && string.IsNullOrEmpty(environment["YouTubeMusic:ClientId"]))
            {
                settings["YouTubeMusic__BaseUrl"] = Text(sandbox, "youtube-music/youtube/v3/");
                settings["YouTubeMusic__ApiKey"] = services.YouTubeMusicApiKey;
                settings["YouTubeMusic__ConsentUrl"] = Text(sandbox, "youtube-music/accounts/o/oauth2/v2/auth");
                settings["YouTubeMusic__TokenUrl"] = Text(sandbox, "youtube-music/oauth2/token");
                settings["YouTubeMusic__RevokeUrl"] = Text(sandbox, "youtube-music/oauth2/revoke");
                settings["YouTubeMusic__ClientId"] = services.YouTubeMusicClientId;
                settings["YouTubeMusic__ClientSecret"] = services.YouTubeMusicClientSecret;
            }

            if (string.IsNullOrEmpty(environment["SoundCloud:ClientId"]))
            {
                settings["SoundCloud__BaseUrl"] = Text(sandbox, "soundcloud/api/");
                settings["SoundCloud__TokenUrl"] = Text(sandbox, "soundcloud/secure/oauth/token");
                settings["SoundCloud__ClientId"] = services.SoundCloudClientId;
                settings["SoundCloud__ClientSecret"] = services.SoundCloudClientSecret;
            }

            if (string.IsNullOrEmpty(environment["Tidal:ClientId"]))
            {
                settings["Tidal__BaseUrl"] = Text(sandbox, "tidal/v2/");
                settings["Tidal__TokenUrl"] = Text(sandbox, "tidal/auth/v1/oauth2/token");
                settings["Tidal__ConsentUrl"] = Text(sandbox, "tidal/login/authorize");
                settings["Tidal__Saves"] = bool.TrueString;
                settings["Tidal__ClientId"] = services.TidalClientId;
                settings["Tidal__ClientSecret"] = services.TidalClientSecret;
            }

            if (string.IsNullOrEmpty(environment["AppleMusic:PrivateKey"]))
            {
                settings["AppleMusic__BaseUrl"] = Text(sandbox, "apple-music/v1/");
                settings["AppleMusic__MusicKitUrl"] = Text(sandbox, "apple-music/musickit.js");
                settings["AppleMusic__TeamId"] = services.AppleMusicTeamId;
                settings["AppleMusic__KeyId"] = services.AppleMusicKeyId;
                settings["AppleMusic__PrivateKey"] = services.AppleMusicPrivateKey;
            }
        }

        return settings;
    }

    private static void AddStripe(Dictionary<string, string> settings, Uri sandbox, SandboxOptions services)
    {
        settings["Stripe__BaseUrl"] = Text(sandbox, "stripe/");
        settings["Stripe__SecretKey"] = services.StripeSecretKey;
        settings["Stripe__WebhookSecrets"] = services.StripeWebhookSecret;
        settings["Stripe__ConnectWebhookSecrets"] = services.StripeConnectWebhookSecret;
        settings["Stripe__PlatformFeeBasisPoints"] = "250";
        foreach (var (at, credits, amount) in new[] { (0, 10, 500), (1, 100, 3_900) })
        {
            settings[$"Stripe__Packs__{at}__Id"] = string.Create(CultureInfo.InvariantCulture, $"credits-{credits}");
            settings[$"Stripe__Packs__{at}__Name"] = string.Create(CultureInfo.InvariantCulture, $"{credits} credits");
            settings[$"Stripe__Packs__{at}__Credits"] = credits.ToString(CultureInfo.InvariantCulture);
            settings[$"Stripe__Packs__{at}__Amount"] = amount.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (at, price, credits) in new[] { (0, StripePrices.Starter, 30), (1, StripePrices.Pro, 200) })
        {
            settings[$"Stripe__Plans__{at}__Id"] = price.Name.ToLowerInvariant();
            settings[$"Stripe__Plans__{at}__Name"] = price.Name;
            settings[$"Stripe__Plans__{at}__PriceId"] = price.Id;
            settings[$"Stripe__Plans__{at}__Credits"] = credits.ToString(CultureInfo.InvariantCulture);
        }

        (settings["Stripe__Packages__0__Id"], settings["Stripe__Packages__0__Name"], settings["Stripe__Packages__0__Releases"], settings["Stripe__Packages__0__Amount"]) = ("releases-5", "5 releases", "5", "9900");
        settings["Stripe__BaseFee__Amount"] = "2500";
    }

    /// <summary>Made once, and kept as long as what is sealed under them.</summary>
    private static string SealingKeys(LocalFolder folder)
    {
        if (!File.Exists(folder.SealingKeys)) PrivateFile.Write(folder.SealingKeys, Encoding.UTF8.GetBytes($"local:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"));
        return File.ReadAllText(folder.SealingKeys);
    }

    /// <summary>Made once: the operator of this machine stays the same.</summary>
    public static string OperatorKey(LocalFolder folder)
    {
        if (!File.Exists(folder.OperatorKey)) PrivateFile.Write(folder.OperatorKey, Encoding.UTF8.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))));
        return File.ReadAllText(folder.OperatorKey);
    }

    private static string Text(Uri root, string path) => string.Create(CultureInfo.InvariantCulture, $"{new Uri(root, path)}");
}
