using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.PreSaves;

/// <summary>The engine with reminders and the addresses of fans; mails stay in the queue to be looked at.</summary>
internal sealed class ReminderWorld
{
    private const string Text = "E-mail me once when “A song” is out";

    private static readonly Uri s_origin = new("https://links.example");

    public ReminderWorld()
    {
        var keys = GrantWorld.Keys("v1");
        (Queue, MailQueue) = (new InMemoryQueueClient(Engine.Time, ReminderRequests.QueueName), new InMemoryQueueClient(Engine.Time, MailRequests.QueueName));
        var mails = new MailRequests(MailQueue);
        Passes = new MailPasses(keys);
        Addresses = new FanAddresses(AddressRows, mails, new MailCounts(Counts, keys, Engine.Time), Passes, new MailOptions { ConnectionString = "endpoint=https://mail.example;accesskey=a2V5" }, Engine.Ids, Engine.Time);
        Reminders = new Reminders(Rows);
        Taker = new ReminderTaker(Reminders, Engine.Slots, Engine.Follower, Engine.Time);
        var requests = new ReminderRequests(Queue, Reminders);
        Sender = new ReminderSender(Reminders, Engine.Slots, Engine.Store, Engine.Follower, Addresses, mails, requests, Engine.Time, NullLogger<ReminderSender>.Instance);
        Timer = new SaveTimer(Engine.Moments, Engine.Slots, Engine.Buckets, Engine.Store, Engine.Follower, Engine.Requests, Engine.Time, NullLogger<SaveTimer>.Instance, requests);
    }

    public PreSaveWorld Engine { get; } = new();

    public InMemoryTableClient Rows { get; } = new(ReminderRow.Table);

    public InMemoryTableClient AddressRows { get; } = new(FanAddressRow.Table);

    public InMemoryTableClient Counts { get; } = new(MailCounts.Table);

    public InMemoryQueueClient Queue { get; }

    public InMemoryQueueClient MailQueue { get; }

    public MailPasses Passes { get; }

    public FanAddresses Addresses { get; }

    public Reminders Reminders { get; }

    public ReminderTaker Taker { get; }

    public ReminderSender Sender { get; }

    public SaveTimer Timer { get; }

    public IReadOnlyList<FaultSwitch> Faults => [.. Engine.Faults, Rows.Faults, AddressRows.Faults, Queue.Faults, MailQueue.Faults];

    /// <summary>Mails of releases that were put into the queue, the earliest first.</summary>
    public IReadOnlyList<MailRequest> Released => [.. MailQueue.Bodies.Select(body => MailRequest.TryRead(Encoding.UTF8.GetString(body))!).Where(mail => mail.Kind == MailKind.Released)];

    /// <summary>What the timer still has to look at.</summary>
    public int DueCount => Rows.Rows.Count(row => !row.PartitionKey.StartsWith(FanId.Prefix, StringComparison.Ordinal));

    public Task<RemindOutcome> TakeAsync(Link link, FanId fan, TimeZoneInfo? zone = null) => Taker.TakeAsync(link, fan, zone ?? PreSaveWorld.Berlin, Text, default);

    /// <summary>A fan who asked, and pressed the mail's button unless told otherwise.</summary>
    public async Task<FanId> TakenAsync(Link link, TimeZoneInfo? zone = null, bool isConfirmed = true)
    {
        var fan = Engine.NewFan();
        Assert.Equal(RemindOutcome.Taken, await TakeAsync(link, fan, zone));
        Assert.Equal(AskOutcome.Asked, await Addresses.AskAsync(link.Organization, fan, ConsentOf(link, fan), s_origin, default));
        if (isConfirmed) await ConfirmAsync(link, fan);
        return fan;
    }

    public async Task ConfirmAsync(Link link, FanId fan)
    {
        var path = Passes.ConfirmPath((await Addresses.FindAsync(link.Organization, fan, default))!);
        Assert.Equal(ConfirmOutcome.Confirmed, await Addresses.ConfirmAsync(path[(path.LastIndexOf('=') + 1)..], default));
    }

    public static AddressConsent ConsentOf(Link link, FanId fan, bool isForReminders = true) =>
        new(EmailAddress.Parse($"{fan}@mail.example"), isForReminders ? Text : "Also e-mail me if this cannot be saved", link.Id) { IsForReminders = isForReminders };

    public async Task<Reminder> OfAsync(Link link, FanId fan) => (await Reminders.FindAsync(fan, link.Id, default))!;

    public async Task DrainAsync()
    {
        while (await Queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1)) is [var message])
        {
            await Sender.SendAsync(BucketPage.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    /// <summary>Fires the timer at each step up to and at <paramref name="until"/>, and works off the queue in between.</summary>
    public async Task RunUntilAsync(DateTimeOffset until, TimeSpan? step = null)
    {
        var size = step ?? TimeSpan.FromMinutes(1);
        while (Engine.Time.GetUtcNow() < until)
        {
            var next = new DateTimeOffset(((Engine.Time.GetUtcNow().UtcTicks / size.Ticks) + 1) * size.Ticks, TimeSpan.Zero);
            Engine.Time.MoveTo(next < until ? next : until);
            await Timer.FireAsync(default);
            await DrainAsync();
        }
    }
}
