using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.YouTubeMusic;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>A service that fans can connect: how they consent, their library, and what configuration allows.</summary>
public sealed record FanService(IFanAccounts Accounts, IFanLibrary Library, SaveCapability Configured)
{
    public StreamingService Service => Accounts.Service;
}

/// <summary>Makes the services that fans can connect with this deployment's configuration.</summary>
public static class FanServices
{
    public static IReadOnlyList<FanService> Make(ServiceOptions options, HttpClient http, IServiceGate gate, TimeProvider time)
    {
        var services = new List<FanService>();
        if (options.Deezer.CanSave) services.Add(MakeDeezer(options.Deezer, new PersonalCalls(http, gate, time, DeezerRefusals.Read), time));
        if (options.YouTubeMusic.CanSave) services.Add(MakeYouTubeMusic(options.YouTubeMusic, new PersonalCalls(http, gate, time, YouTubeMusicRefusals.Reader(time)), time));
        if (options.AppleMusic.Enabled) services.Add(MakeAppleMusic(options.AppleMusic, new PersonalCalls(http, gate, time, AppleMusicAccountRefusals.ReadRefusal), time));
        return services;
    }

    private static FanService MakeDeezer(DeezerOptions options, PersonalCalls calls, TimeProvider time) =>
        new(new DeezerAccounts(calls, options, time), new DeezerLibrary(calls, options), new SaveCapability(StreamingService.Deezer, SaveAbility.Save, null, Follows: true, null));

    private static FanService MakeYouTubeMusic(YouTubeMusicOptions options, PersonalCalls calls, TimeProvider time) => new(
        new YouTubeMusicAccounts(calls, options, time), new YouTubeMusicLibrary(calls, options), options.TestingMode
            ? new SaveCapability(StreamingService.YouTubeMusic, SaveAbility.TestersOnly, null, Follows: true,
                "Google's consent screen is in testing: only the fans on its list of test users can connect, and their permission ends after 7 days. Publish and verify it, then unset YouTubeMusic__TestingMode.")
            : new SaveCapability(StreamingService.YouTubeMusic, SaveAbility.Quota, options.SavesPerDay, Follows: true,
                $"A save costs {YouTubeMusicOptions.UnitsPerSave} of the project's {options.UnitsPerDay} units a day. Ask Google for more, then raise YouTubeMusic__UnitsPerDay and YouTubeMusic__SavesPerDay."));

    private static FanService MakeAppleMusic(AppleMusicOptions options, PersonalCalls calls, TimeProvider time)
    {
        var requests = new AppleMusicRequests(options, new DeveloperTokens(options, time));
        return new FanService(new AppleMusicAccounts(calls, requests, options), new AppleMusicLibrary(calls, requests, options),
            new SaveCapability(StreamingService.AppleMusic, SaveAbility.Save, null, Follows: false, null));
    }
}
