using Smartlinks.StreamingServices.Spotify;
using Smartlinks.StreamingServices.Tidal;

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
        return services;
    }

    private static FanService MakeSpotify(SpotifyOptions options, HttpClient http, IServiceGate gate, TimeProvider time)
    {
        var calls = new FanCalls(http, gate, time);
        return new FanService(new SpotifyAccounts(new OAuthTokens(http, gate, options.Credentials, time), calls, options), new SpotifyLibrary(calls, options), options.Saving);
    }

    private static FanService MakeTidal(TidalOptions options, HttpClient http, IServiceGate gate, TimeProvider time) => new(
        new TidalAccounts(new OAuthTokens(http, gate, options.FanCredentials, time), options), new TidalLibrary(new FanCalls(http, gate, time, TidalAnswers.ReadRefusal), options), options.Saving);
}
