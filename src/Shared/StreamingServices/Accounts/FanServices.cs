using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.StreamingServices.Tidal;
using Smartlinks.StreamingServices.YouTubeMusic;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>A service that fans can connect: how they consent, their library, and what configuration allows.</summary>
public sealed record FanService(IFanAccounts Accounts, IFanLibrary Library, SaveCapability Configured)
{
    public StreamingService Service => Accounts.Service;
}

/// <summary>Makes the services that fans could connect; what configuration lets them is in <see cref="FanService.Configured"/>.</summary>
public static class FanServices
{
    public static IReadOnlyList<FanService> Make(ServiceOptions options, HttpClient http, IServiceGate gate, TimeProvider time)
    {
        var services = new List<FanService>();
        services.Add(MakeSpotify(options.Spotify, http, gate, time));
        services.Add(MakeTidal(options.Tidal, http, gate, time));
        services.Add(MakeDeezer(options.Deezer, new FanCalls(http, gate, time, DeezerRefusals.Read), time));
        services.Add(MakeYouTubeMusic(options.YouTubeMusic, new OAuthTokens(http, gate, options.YouTubeMusic.Credentials, time), new FanCalls(http, gate, time, YouTubeMusicRefusals.Reader(time))));
        services.Add(MakeAppleMusic(options.AppleMusic, new FanCalls(http, gate, time, AppleMusicAccountRefusals.ReadRefusal), time));
        return services;
    }

    private static FanService MakeSpotify(SpotifyOptions options, HttpClient http, IServiceGate gate, TimeProvider time)
    {
        var calls = new FanCalls(http, gate, time);
        return new FanService(new SpotifyAccounts(new OAuthTokens(http, gate, options.Credentials, time), calls, options), new SpotifyLibrary(calls, options), options.Saving);
    }

    private static FanService MakeTidal(TidalOptions options, HttpClient http, IServiceGate gate, TimeProvider time) => new(
        new TidalAccounts(new OAuthTokens(http, gate, options.FanCredentials, time), options), new TidalLibrary(new FanCalls(http, gate, time, TidalAnswers.ReadRefusal), options), options.Saving);

    private static FanService MakeDeezer(DeezerOptions options, FanCalls calls, TimeProvider time) => new(new DeezerAccounts(calls, options, time), new DeezerLibrary(calls, options), options.Saving);

    private static FanService MakeYouTubeMusic(YouTubeMusicOptions options, OAuthTokens oauth, FanCalls calls) =>
        new(new YouTubeMusicAccounts(oauth, calls, options), new YouTubeMusicLibrary(calls, options), options.Saving);

    private static FanService MakeAppleMusic(AppleMusicOptions options, FanCalls calls, TimeProvider time)
    {
        var requests = new AppleMusicRequests(options, new Lazy<DeveloperTokens>(() => new DeveloperTokens(options, time)));
        return new FanService(new AppleMusicAccounts(calls, requests), new AppleMusicLibrary(calls, requests, options), options.Saving);
    }
}
