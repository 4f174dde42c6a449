using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;
using Smartlinks.Storage.InMemory;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>The billing room over storage in memory and a Stripe that the test arranges.</summary>
internal sealed class BillingWorld : IDisposable
{
    public const string Secret = "whsec_platform";
    public const string ConnectSecret = "whsec_connect";

    public static readonly Offer Pack = new(OfferKind.Credits, "pack-100", "100 credits", 100, 1_000, "eur");
    public static readonly Offer Starter = new(OfferKind.Plan, "starter", "Starter", 30, 0, "", "price_starter");
    public static readonly Offer Pro = new(OfferKind.Plan, "pro", "Pro", 100, 0, "", "price_pro");
    public static readonly Offer Five = new(OfferKind.Package, "five", "Five releases", 5, 5_000, "eur", Days: 365);
    public static readonly Offer Gold = new(OfferKind.Membership, "gold", "Gold", 1, 900, "eur", Days: 30);
    public static readonly Offer Fee = new(OfferKind.BaseFee, ConfiguredOffers.BaseFeeId, "Release fee", 1, 2_000, "eur");

    private int _events;

    public BillingWorld()
    {
        Requests = new InMemoryQueueClient(Time, StripeEventRequests.QueueName);
        Api = new StripeApi(new StripeClient(Stripe.Http.NewClient(), Options, TimeProvider.System, () => 0));
        Store = new BillingStore(Billing);
        Ledger = new Ledger(Credits, new SpendRequests(new InMemoryQueueClient(Time, SpendRequests.QueueName)), Time);
        Plans = new OrganizationPlans(Organizations, Time);
        Organizations.AddEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, "A label", Some.Instant))).GetAwaiter().GetResult();
        Entitlements = new PaidEntitlements(Ledger, new Entitlements(Held), Plans, Store, new SpendRequests(new InMemoryQueueClient(Time, SpendRequests.QueueName)), Log);
        var offers = new ConfiguredOffers(Options);
        var purchases = new PurchaseKeeper(Store, new PaymentReader(Api), Entitlements, NullLogger<PurchaseKeeper>.Instance);
        var subscriptions = new SubscriptionKeeper(Store, Api, offers, Entitlements);
        Accounts = new AccountKeeper(Store, Api, Ids);
        Desk = new CheckoutDesk(Store, Api, Options, Ids, Time);
        var (events, requests) = (new StripeEvents(Events, Time), new StripeEventRequests(Requests));
        Intake = new StripeIntake(Options, events, requests, Time, NullLogger<StripeIntake>.Instance);
        Applier = new StripeEventApplier(events, new StripeEventHandlers(Api, purchases, subscriptions, new InvoiceKeeper(Store, Api, offers, subscriptions, purchases), Accounts), requests, Time, NullLogger<StripeEventApplier>.Instance);
    }

    public StripeOptions Options { get; } = new()
    {
        SecretKey = "sk_test_world", WebhookSecrets = Secret, ConnectWebhookSecrets = ConnectSecret, MaxRetries = 0, PlatformFeeBasisPoints = 250,
        Packs = [new() { Id = Pack.Id, Name = Pack.Name, Credits = 100, Amount = 1_000 }],
        Plans = [new() { Id = "starter", Name = "Starter", PriceId = "price_starter", Credits = 30 }, new() { Id = "pro", Name = "Pro", PriceId = "price_pro", Credits = 100 }],
        BaseFee = new() { Amount = 2_000 },
    };

    public ManualTime Time { get; } = new();

    public ScriptedIds Ids { get; } = new();

    public TestStripe Stripe { get; } = new();

    /// <summary>What was logged as to be looked at by a person.</summary>
    public AlarmLog<PaidEntitlements> Log { get; } = new();

    public InMemoryTableClient Billing { get; } = new(BillingRow.Table);

    public InMemoryTableClient Events { get; } = new(StripeEvents.Table);

    public InMemoryQueueClient Requests { get; }

    public StripeApi Api { get; }

    public BillingStore Store { get; }

    public InMemoryTableClient Credits { get; } = new(LedgerRow.Table);

    public InMemoryTableClient Organizations { get; } = new(OrganizationRow.Table);

    public InMemoryTableClient Held { get; } = new(EntitlementRow.Table);

    public Ledger Ledger { get; }

    public OrganizationPlans Plans { get; }

    public PaidEntitlements Entitlements { get; }

    public CheckoutDesk Desk { get; }

    public AccountKeeper Accounts { get; }

    public StripeIntake Intake { get; }

    public StripeEventApplier Applier { get; }

    public void Dispose() => Stripe.Dispose();

    /// <param name="owner">Who will hold it; null: the organization.</param>
    public async Task<Purchase> BuyAsync(Offer? offer = null, string? link = null, OwnerId? owner = null) =>
        ((CheckoutResult.Begun)await Desk.BeginAsync(new CheckoutWish(Some.Organization, offer ?? Pack, link, new Uri("https://links.example/app"), null) { Owner = owner }, default)).Purchase;

    public async Task<Purchase> FindAsync(PurchaseId id) => (await Store.FindPurchaseAsync(Some.Organization, id, default))!;

    /// <summary>As if the organization had gone through Stripe's onboarding.</summary>
    public async Task<ConnectedAccount> ConnectAsync()
    {
        await Accounts.BeginAsync(Some.Organization, new Uri("https://links.example/"), default);
        var account = (await Store.FindAccountAsync(Some.Organization, default))!;
        Stripe[account.Id]["charges_enabled"] = true;
        await TellAsync(NewEvent(StripeEventTypes.AccountUpdated, account.Id, account.Id));
        return (await Store.FindAccountAsync(Some.Organization, default))!;
    }

    /// <summary>The body of a webhook.</summary>
    public string NewEvent(string type, string about, string? account = null, bool livemode = false) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["id"] = $"evt_{Interlocked.Increment(ref _events)}", ["object"] = "event", ["type"] = type, ["account"] = account, ["created"] = Some.Instant.ToUnixTimeSeconds(), ["livemode"] = livemode,
        // What the event says of its object is out of date on purpose: nothing of it is to be believed.
        ["data"] = new { @object = new { id = about, status = "nonsense", metadata = new { organization = "org_nobody" } } },
    });

    public Task<IntakeResult> TakeAsync(string body, string secret = Secret) => Intake.TakeAsync(Sign(body, secret), Encoding.UTF8.GetBytes(body), default);

    /// <summary>Delivers a webhook and has all that is queued applied.</summary>
    public async Task TellAsync(string body)
    {
        Assert.Equal(IntakeResult.Taken, await TakeAsync(body, body.Contains("\"account\":null", StringComparison.Ordinal) ? Secret : ConnectSecret));
        await DrainAsync();
    }

    public async Task DrainAsync()
    {
        foreach (var message in await Requests.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1)))
        {
            await Applier.ApplyAsync(Encoding.UTF8.GetString(message.Body!), default);
            await Requests.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    public string Sign(string body, string secret, DateTimeOffset? at = null)
    {
        var time = (at ?? Time.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }

    /// <summary>What a purchase came to in the ledger.</summary>
    public async Task<long> NetAsync(PurchaseId purchase) => (await EntriesAsync()).Where(entry => entry.About == purchase.ToString()).Sum(entry => entry.Amount);

    /// <summary>All that is known of money, one line a row. Of entries their sums: how many steps led to a total depends on what was seen in between; and not when this deployment heard of something.</summary>
    public async Task<IReadOnlyList<string>> StateAsync()
    {
        var rows = new[] { Billing, Organizations, Held }.SelectMany(table => table.Rows)
            .Select(row => $"{row.PartitionKey}/{row.RowKey}: {string.Join(", ", row.Properties.Where(each => each.Value is not null).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={(each.Key is "Since" or "RevokedAt" ? "then" : each.Value)}"))}");
        var sums = (await EntriesAsync()).GroupBy(entry => entry.Operation[..entry.Operation.LastIndexOf('.')]).Select(way => $"{way.Key}: {way.Sum(entry => entry.Amount)}");
        return [.. rows.Concat(sums).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether the ledger has of every purchase of credit what its row says was given and taken back.</summary>
    public async Task<bool> EntriesAddUpAsync()
    {
        var sums = (await EntriesAsync()).GroupBy(entry => entry.Operation[..entry.Operation.LastIndexOf('.')]).ToDictionary(way => way.Key, way => Math.Abs(way.Sum(entry => entry.Amount)));
        return Billing.Rows.Where(row => row.GetInt64("Given") is not null && row.GetString("Kind") is nameof(OfferKind.Credits) or nameof(OfferKind.Plan))
            .All(row => Sum(row, "given") == row.GetInt64("Given") && Sum(row, "takenBack") == (row.GetInt64("TakenBack") ?? 0));

        long Sum(TableEntity row, string way) => sums.GetValueOrDefault($"stripe.{row.GetString("Id")}.{way}");
    }

    /// <summary>Whether of every package, membership and fee that was given there is held what its purchase comes to.</summary>
    public bool HoldingsAddUp() => Billing.Rows.Where(row => row.GetString("Kind") is nameof(OfferKind.Package) or nameof(OfferKind.Membership) or nameof(OfferKind.BaseFee) && row.GetInt64("Given") > 0).All(row =>
    {
        var purchase = BillingRow.ToPurchase(row);
        var held = EntitlementRow.ToEntitlement(Held.Rows.Single(each => each.RowKey.EndsWith(purchase.Id.ToString(), StringComparison.Ordinal)))!;
        var left = purchase.Given - purchase.TakenBack;
        return held.IsTakenBack == (left == 0) && (purchase.Kind != OfferKind.Package || held.Paying == left);
    });

    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync() => (await Ledger.ListAsync(Some.Organization, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 1_000, null, default)).Entries;
}
