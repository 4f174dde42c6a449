using Smartlinks.StreamingServices.AmazonMusic;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.StreamingServices.Bandcamp;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.ITunes;
using Smartlinks.StreamingServices.MusicBrainz;
using Smartlinks.StreamingServices.Pandora;
using Smartlinks.StreamingServices.ShareLinks;
using Smartlinks.StreamingServices.SoundCloud;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.StreamingServices.YouTubeMusic;
using Smartlinks.StreamingServices.Tidal;

namespace Smartlinks.StreamingServices;

/// <summary>The options of every source that can be looked up, each its own section of configuration.</summary>
public sealed record ServiceOptions
{
    public SpotifyOptions Spotify { get; init; } = new();

    public DeezerOptions Deezer { get; init; } = new();

    public ShareLinkOptions ShareLinks { get; init; } = new();

    public YouTubeMusicOptions YouTubeMusic { get; init; } = new();

    public SoundCloudOptions SoundCloud { get; init; } = new();

    public TidalOptions Tidal { get; init; } = new();

    public AppleMusicOptions AppleMusic { get; init; } = new();

    public AmazonMusicOptions AmazonMusic { get; init; } = new();

    public PandoraOptions Pandora { get; init; } = new();

    public BandcampOptions Bandcamp { get; init; } = new();

    public MusicBrainzOptions MusicBrainz { get; init; } = new();

    public ITunesOptions ITunes { get; init; } = new();
}

/// <summary>Makes the catalogues that configuration switches on.</summary>
public static class ServiceCatalogues
{
    /// <param name="share">Where instances keep a service's token together, by its id; null: nowhere, each has its own.</param>
    public static IReadOnlyList<IServiceCatalogue> Make(ServiceOptions options, HttpClient http, IServiceGate gate, TimeProvider time, Func<string, SharedToken>? share = null)
    {
        var catalogues = new List<IServiceCatalogue>();
        if (options.Spotify.Enabled)
            catalogues.Add(new SpotifyCatalogue(new ServiceCalls(http, gate, time, SpotifyAnswers.ReadRefusal), new AppTokens(http, gate, SpotifyOptions.TokenPace, options.Spotify.Credentials, time), options.Spotify, time));
        if (options.Deezer.Enabled) catalogues.Add(new DeezerCatalogue(new ServiceCalls(http, gate, time), options.Deezer));
        if (options.YouTubeMusic.Enabled) catalogues.Add(new YouTubeMusicCatalogue(new ServiceCalls(http, gate, time, YouTubeMusicRefusals.Reader(time)), options.YouTubeMusic));
        if (options.SoundCloud.Enabled)
            catalogues.Add(new SoundCloudCatalogue(http, gate, time, new AppTokens(http, gate, SoundCloudOptions.TokenPace, options.SoundCloud.Credentials, time, share?.Invoke(StreamingService.SoundCloud.Id)), options.SoundCloud));
        if (options.Tidal.Enabled)
            catalogues.Add(new TidalCatalogue(http, gate, new AppTokens(http, gate, TidalOptions.TokenPace, options.Tidal.Credentials, time), options.Tidal, time));
        if (options.AppleMusic.Enabled) catalogues.Add(new AppleMusicCatalogue(http, gate, options.AppleMusic, time));
        if (options.AmazonMusic.Enabled)
        {
            catalogues.Add(new AmazonMusicCatalogue(new ServiceCalls(http, gate, time, AmazonMusicAnswers.ReadRefusal),
                new AppTokens(http, gate, AmazonMusicOptions.TokenPace, options.AmazonMusic.Credentials, time), options.AmazonMusic));
        }

        if (options.Pandora.Enabled) catalogues.Add(new PandoraCatalogue(new PageProbe(http, gate, options.Pandora.Pace, options.Pandora.PagesUrl, time)));
        if (options.Bandcamp.Enabled) catalogues.Add(new BandcampCatalogue(new PageProbe(http, gate, options.Bandcamp.Pace, options.Bandcamp.PagesUrl, time)));
        return catalogues;
    }

    /// <summary>Third parties that know addresses at several services.</summary>
    public static IReadOnlyList<ICrossReference> MakeCrossReferences(ServiceOptions options, HttpClient http, IServiceGate gate, TimeProvider time)
    {
        var references = new List<ICrossReference>();
        if (options.MusicBrainz.Enabled) references.Add(new MusicBrainzCrossReference(new ServiceCalls(http, gate, time, MusicBrainzAnswers.ReadRefusal), options.MusicBrainz));
        if (options.ITunes.Enabled) references.Add(new ITunesCrossReference(new ServiceCalls(http, gate, time, ITunesAnswers.ReadRefusal), options.ITunes));
        return references;
    }
}
