using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Nudging;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.PreSaves;

/// <summary>The engine with the grants of its fans and what asks them anew; mails stay in the queue to be looked at.</summary>
internal sealed class NudgeWorld
{
    /// <summary>Out on March 5th at each fan's midnight: far enough for all nudges.</summary>
    public static readonly ReleaseMoment MarchFifth = ReleaseMoment.OnDate(new DateOnly(2027, 3, 5), null);

    public static readonly DateTimeOffset BerlinMidnight = new(2027, 3, 4, 23, 0, 0, TimeSpan.Zero);

    public NudgeWorld()
    {
        Queue = new InMemoryQueueClient(Engine.Time, NudgeRequests.QueueName);
        Grants = new FanGrants(GrantRows, new Sealer(GrantWorld.Keys("v1")));
        var requests = new NudgeRequests(Queue);
        Timer = new NudgeTimer(Engine.Moments, Engine.Slots, Engine.Buckets, requests, Engine.Time);
        Nudger = new Nudger(Engine.Buckets, Engine.Slots, Engine.Store, Grants, Mails.Addresses, new MailRequests(Mails.MailQueue), requests, Engine.Time, NullLogger<Nudger>.Instance);
        Renewer = new PreSaveRenewer(Engine.Index, Engine.Buckets, Engine.Time);
    }

    public ReminderWorld Mails { get; } = new();

    public PreSaveWorld Engine => Mails.Engine;

    public InMemoryTableClient GrantRows { get; } = new(GrantRow.Table);

    public InMemoryQueueClient Queue { get; }

    public FanGrants Grants { get; }

    public NudgeTimer Timer { get; }

    public Nudger Nudger { get; }

    public PreSaveRenewer Renewer { get; }

    public IReadOnlyList<FaultSwitch> Faults => [.. Mails.Faults, GrantRows.Faults, Queue.Faults];

    public IReadOnlyList<MailRequest> Nudges => [.. Mails.MailQueue.Bodies.Select(body => MailRequest.TryRead(Encoding.UTF8.GetString(body))!).Where(mail => mail.Kind == MailKind.ConsentAnew)];

    public Task<Link> LinkAsync(string slug = "some-slug", LinkId? id = null) => Engine.LinkAsync(slug, MarchFifth, id: id);

    /// <summary>A fan with a pre-save and a grant until then, who confirmed an address unless told otherwise.</summary>
    public async Task<FanId> FanAsync(Link link, DateTimeOffset? grantEndsAt, bool isWrittenTo = true, TimeZoneInfo? zone = null)
    {
        var fan = await Engine.TakenAsync(link, zone: zone);
        await AllowAsync(fan, grantEndsAt);
        if (!isWrittenTo) return fan;
        await Mails.Addresses.AskAsync(link.Organization, fan, ReminderWorld.ConsentOf(link, fan, isForReminders: false), new Uri("https://links.example"), default);
        await Mails.ConfirmAsync(link, fan);
        return fan;
    }

    public Task AllowAsync(FanId fan, DateTimeOffset? endsAt, GrantEnd? ended = null, DateTimeOffset? refusedAt = null) =>
        Grants.PutAsync(new FanGrant(fan, StreamingService.Spotify, Engine.Time.GetUtcNow(), endsAt, "DE", false) { Ended = ended, RefusedAt = refusedAt }, default);

    /// <summary>Fires at each full hour up to and at <paramref name="until"/>, and works off the queue in between.</summary>
    public async Task RunUntilAsync(DateTimeOffset until)
    {
        while (Engine.Time.GetUtcNow() < until)
        {
            var next = new DateTimeOffset(((Engine.Time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour) + 1) * TimeSpan.TicksPerHour, TimeSpan.Zero);
            Engine.Time.MoveTo(next < until ? next : until);
            await Timer.FireAsync(default);
            await DrainAsync();
        }
    }

    public async Task DrainAsync()
    {
        while (await Queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1)) is [var message])
        {
            await Nudger.NudgeAsync(BucketPage.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}
