using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Rehearsing.Playing;
using Smartlinks.PreSaves.Saving;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.PreSaves.Rehearsing;

/// <summary>A deployment whose links can be rehearsed: the whole engine, with grants of fans, and a rehearser over it.</summary>
internal sealed class RehearsalWorld
{
    private static readonly StreamingService[] s_services = [StreamingService.Spotify, StreamingService.AppleMusic, StreamingService.Deezer];

    /// <summary>The first and the last to have a date, one of half an hour, and one that all know.</summary>
    public static readonly IReadOnlyCollection<TimeZoneInfo> FewZones = [.. new[] { "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata", "UTC" }.Select(TimeZoneInfo.FindSystemTimeZoneById)];

    /// <param name="between">What stands between engine and the rehearsal's libraries.</param>
    /// <param name="isEverywhere">Whether fans are made up in every zone; else in a few, which takes less time.</param>
    public RehearsalWorld(Func<RehearsedLibrary, IFanLibrary>? between = null, bool isEverywhere = false)
    {
        Grants = new FanGrants(GrantRows, new Sealer(GrantWorld.Keys("a")));
        Copier = new RehearsalCopier(Night.Slots, Night.Moments, Night.Buckets, Night.Report, Night.Time, Grants);
        Rehearser = new Rehearser(Copier, link => [.. Services.Where(service => link.Find(service.Service) is not null).Select(service => service.AsFanService)], new PreSaveOptions(), Night.Ids, between, isEverywhere ? null : FewZones);
        Rehearsals = new Rehearsals(RehearsalRows);
        Rehearsal = new LinkRehearsal(Rehearsals, new RehearsalRequests(Queue = new InMemoryQueueClient(Night.Time)), Night.Store, Rehearser, Night.Ids, Night.Time, NullLogger<LinkRehearsal>.Instance);
    }

    public PreSaveWorld Night { get; } = new();

    public InMemoryTableClient GrantRows { get; } = new(GrantRow.Table);

    public InMemoryTableClient RehearsalRows { get; } = new(Rehearsals.Table);

    public InMemoryQueueClient Queue { get; }

    public FanGrants Grants { get; }

    public RehearsalCopier Copier { get; }

    public Rehearser Rehearser { get; }

    public Rehearsals Rehearsals { get; }

    public LinkRehearsal Rehearsal { get; }

    public IReadOnlyList<ScriptedFanService> Services { get; } = [.. s_services.Select(service => new ScriptedFanService(service))];

    /// <summary>A fan who allowed it and said yes.</summary>
    public async Task<FanId> TakenAsync(Link link, int index, TimeSpan? grantLasts = null, GrantEnd? ended = null)
    {
        var (service, zone) = (s_services[index % 3], index % 2 == 0 ? PreSaveWorld.Berlin : PreSaveWorld.NewYork);
        var fan = await Night.TakenAsync(link, service, zone);
        var now = Night.Time.GetUtcNow();
        var grant = new FanGrant(fan, service, now, now + (grantLasts ?? TimeSpan.FromDays(180)), "DE", false);
        await Grants.PutAsync(ended is { } end ? grant.End(end) : Grants.Seal(grant, new AccountTokens("a-secret", null, null, null)), default);
        return fan;
    }

    public async Task<Link> LinkWithFansAsync(int fans)
    {
        var link = await Night.LinkAsync();
        for (var index = 0; index < fans; index++) await TakenAsync(link, index);
        return link;
    }

    public async Task<IReadOnlyDictionary<string, RehearsalStep>> RehearseAsync(Link link) =>
        (await Rehearser.RehearseAsync(link, _ => Task.CompletedTask, default)).ToDictionary(step => step.Name);
}
