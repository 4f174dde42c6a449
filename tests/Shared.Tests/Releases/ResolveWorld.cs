using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ShareLinks;
using Smartlinks.Support;
using Smartlinks.Tests.Links;

namespace Smartlinks.Tests.Releases;

/// <summary>Everything resolving needs, over storage in memory: two services that look up by code, one that only searches, one that only reads addresses, a third party.</summary>
internal sealed class ResolveWorld : ILinkUse
{
    private static readonly byte[] s_png = [0x89, .. "PNG\r\n\u001a\n"u8];

    public LinkWorld World { get; } = new();

    public InMemoryTableClient Releases { get; } = new("releases");

    public InMemoryTableClient Pictures { get; } = new("artwork");

    public InMemoryTableClient ReviewRows { get; } = new("reviews");

    public InMemoryTableClient Organizations { get; } = new("organizations");

    public ScriptedCatalogue Spotify { get; } = new(StreamingService.Spotify);

    public ScriptedCatalogue Deezer { get; } = new(StreamingService.Deezer);

    public ScriptedCatalogue YouTube { get; } = new(StreamingService.YouTubeMusic) { Capabilities = new ServiceCapabilities(false, false, true, true, false, DailyQuota: 100) };

    public ScriptedCatalogue Bandcamp { get; } = new(StreamingService.Bandcamp) { Capabilities = new ServiceCapabilities(false, false, true, false, false) };

    public ScriptedCrossReference MusicBrainz { get; } = new();

    /// <summary>What the hosts of share links answer; a 404 until told otherwise.</summary>
    public ScriptedHttp Share { get; set; } = new((_, _) => ScriptedHttp.Json("{}", 404));

    public byte[] Picture { get; set; } = s_png;

    /// <summary>What the far end of the picture waits for before it answers; null: nothing.</summary>
    public Task? PictureComes { get; set; }

    /// <summary>How often a picture was asked for.</summary>
    public int PicturesAsked { get; private set; }

    public bool IsUsed { get; set; } = true;

    /// <summary>Requests that were taken, with the moment.</summary>
    public List<(DateTimeOffset At, ResolveRequest Request)> Taken { get; } = [];

    public ManualTime Time => World.Time;

    public Reviews Reviews => new(ReviewRows, Releases, World.Store);

    public Reviewer Reviewer => new(World.Store, World.Editor, Reviews);

    public OrganizationSettingsStore Settings => new(Organizations, Time);

    public static LookUp.Found Found(params Candidate[] candidates) => new(candidates);

    public async Task<Link> CreateAsync(LinkDraft? draft = null) =>
        Assert.IsType<CreateLinkResult.Created>(await World.Creator.CreateAsync(Some.Organization, draft ?? Some.Draft(), null, default)).Link;

    public async Task<Link> CurrentAsync(Link link) => (await World.FindAsync(link))!;

    public async Task<Destination> FindAsync(Link link, StreamingService service) => (await CurrentAsync(link)).Find(service)!;

    public async Task ResolveAsync(Link link, DateTimeOffset? dueAt = null) => await ResolveAsync(new ResolveRequest(link.Organization, link.Id, link.Address, dueAt));

    public async Task ResolveAsync(ResolveRequest request)
    {
        using var far = new ScriptedHttp(async (_, _, _) =>
        {
            PicturesAsked++;
            if (PictureComes is { } comes) await comes;
            return ScriptedHttp.Bytes(Picture);
        });
        using var http = far.NewClient();
        var sources = new MusicSources([Spotify, Deezer, YouTube, Bandcamp], [MusicBrainz]);
        var resolver = new ReleaseResolver(World.Store, Releases, World.Agenda, Reviews, sources, new ShareLinkFollower(World.Store, new ShareLinkReader(Share.NewClient(), OpenGate.Instance, Time, new ShareLinkOptions()), Time),
            new DestinationChecker(sources.Catalogues, OpenGate.Instance, this, Time), Settings, new ArtworkKeeper(Pictures, http, Time, NullLogger<ArtworkKeeper>.Instance), Time, NullLogger<ReleaseResolver>.Instance);
        await resolver.ResolveAsync(request, default);
    }

    /// <summary>Lets time pass: messages are taken when they are visible and the timer fires, until <paramref name="span"/> is over.</summary>
    public async Task LiveAsync(TimeSpan span, TimeSpan? step = null)
    {
        var end = Time.GetUtcNow() + span;
        var timer = new LookUpTimer(World.Due, World.Store, World.Requests, Time, NullLogger<LookUpTimer>.Instance);
        while (true)
        {
            await timer.FireAsync(default);
            await TakeAllAsync();
            if (Time.GetUtcNow() >= end) return;
            Time.Advance(step ?? TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>What becomes of messages that are delivered five times to a process that fails each time.</summary>
    public async Task LoseRequestsAsync()
    {
        while (await World.Queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5)) is { Count: > 0 } messages)
            foreach (var message in messages) await World.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    public async Task TakeAllAsync()
    {
        while (await World.Queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5)) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var request = ResolveRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!;
                Taken.Add((Time.GetUtcNow(), request));
                await ResolveAsync(request);
                await World.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }

    Task<bool> ILinkUse.WasUsedSinceAsync(LinkId link, DateOnly day, CancellationToken cancellationToken) => Task.FromResult(IsUsed);
}
