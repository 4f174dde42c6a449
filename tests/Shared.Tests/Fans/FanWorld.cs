using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.Fans;

/// <summary>A label and its fans, with all that lies between a wish for mails and the mail.</summary>
public sealed class FanWorld
{
    public const string Shown = "Write to me when “A song” is out. I can stop it with one click.";

    public static readonly Uri Origin = new("https://links.example");

    public FanWorld(ITableClient? table = null, IQueueClient? queue = null, Uri? configuredOrigin = null)
    {
        (Table, InMemoryQueue) = (table ?? new InMemoryTableClient(FanAddressRow.Table), new InMemoryQueueClient(Time, MailRequests.QueueName));
        var keys = GrantWorld.Keys("v1");
        Requests = new MailRequests(queue ?? InMemoryQueue);
        (Passes, FanPasses) = (new MailPasses(keys), new FanPass(keys));
        Addresses = new FanAddresses(Table, Requests, new MailCounts(Counts, keys, Time), Passes, Options, Ids, Time);
        Composer = new MailComposer(Organizations, FanPasses, Passes, configuredOrigin);
        Sender = new MailSender(Mailer, Composer, Addresses, Facts, Requests, Time, NullLogger<MailSender>.Instance);
        Fan = FanId.New(Ids);
    }

    public ManualTime Time { get; } = new();

    public ScriptedIds Ids { get; } = new();

    public ITableClient Table { get; }

    public InMemoryTableClient Counts { get; } = new(MailCounts.Table);

    public InMemoryTableClient Organizations { get; } = new(OrganizationRow.Table);

    public InMemoryQueueClient InMemoryQueue { get; }

    public ScriptedMailer Mailer { get; } = new();

    public MailOptions Options { get; } = new() { ConnectionString = "endpoint=https://mail.example;accesskey=a2V5", SenderAddress = "music@label.example" };

    public ScriptedFacts Facts { get; } = new();

    public MailRequests Requests { get; }

    public MailPasses Passes { get; }

    public FanPass FanPasses { get; }

    public FanAddresses Addresses { get; }

    public MailComposer Composer { get; }

    public MailSender Sender { get; }

    public FanId Fan { get; }

    public static AddressConsent Consent(string email = "fan@mail.example") => new(EmailAddress.Parse(email), Shown, Some.LinkId);

    public Task<AskOutcome> AskAsync(string email = "fan@mail.example", FanId? fan = null, OrganizationId? organization = null) =>
        Addresses.AskAsync(organization ?? Some.Organization, fan ?? Fan, Consent(email), Origin, default);

    /// <summary>Asks, and opens the mail's address.</summary>
    public async Task ConfirmAsync(FanId? fan = null, OrganizationId? organization = null)
    {
        await AskAsync(fan: fan, organization: organization);
        var address = (await Addresses.FindAsync(organization ?? Some.Organization, fan ?? Fan, default))!;
        Assert.Equal(ConfirmOutcome.Confirmed, await Addresses.ConfirmAsync(Last(Passes.ConfirmPath(address)), default));
    }

    /// <summary>Sends what is visible in the queue, as the host does; what fails stays.</summary>
    public async Task DeliverAsync()
    {
        foreach (var message in await InMemoryQueue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(10)))
        {
            await Sender.SendAsync(Encoding.UTF8.GetString(message.Body!), default);
            await InMemoryQueue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    public async Task SendAsync(MailRequest request)
    {
        await Requests.PutAsync(request, TimeSpan.Zero, default);
        await DeliverAsync();
    }

    public MailRequest Request(MailKind kind) => new(Ids.NewUlid(), kind, Some.Organization, Fan, Time.GetUtcNow()) { Origin = Origin };

    public async Task<FanAddress> ReadAsync() => await Addresses.FindAsync(Some.Organization, Fan, default) ?? throw new InvalidOperationException("There is no address.");

    public static string Last(string path) => path.Split('=')[^1];
}

/// <summary>Says of all facts what a test decides.</summary>
public sealed class ScriptedFacts : IMailFacts
{
    public MailFactState State { get; set; } = MailFactState.NotYet;

    public Task<MailFactState> FindAsync(MailFact fact, CancellationToken cancellationToken) => Task.FromResult(State);
}
