using System.Text;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Links;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;
using Smartlinks.Support;
using Smartlinks.Tests.Functions.Credits;

namespace Smartlinks.Tests.Functions.Organizations;

/// <summary>The app's own parts for an organization that asks for something, without doors between: a process that dies where the test wants, and another that goes on.</summary>
internal sealed class AccessWorld : IAsyncDisposable
{
    private AccessWorld(AppFixture app) => App = app;

    public AppFixture App { get; }

    public OwnerId Owner => OwnerId.Of(App.Organization);

    public Entitlements Held => App.Services.GetRequiredService<Entitlements>();

    public LinkEditor Editor => App.Services.GetRequiredService<LinkEditor>();

    public static async Task<AccessWorld> StartAsync(string mode, bool charges = false)
    {
        var world = new AccessWorld(await AppFixture.StartAsync(charges ? ChargingApp.Settings : null));
        await world.SetAsync($$"""{ "mode": "{{mode}}", "memberships": [ { "id": "gold", "name": "Gold", "price": null } ], "baseFee": { "amount": 500, "currency": "EUR" } }""");
        if (charges) Assert.Equal((200, 201), ((await world.App.BookAsync("pro")).Status, (await world.App.AdjustAsync(5)).Status));
        return world;
    }

    /// <param name="link">With a fee: what it is for.</param>
    public async Task<Entitlement> GiveAsync(string id, EntitlementKind kind, Link? link = null, int releases = 2)
    {
        var entitlement = new Entitlement(EntitlementId.Parse(id), kind, kind == EntitlementKind.BaseFee ? link!.Id.ToString() : null, App.Time.GetUtcNow())
        {
            Offer = kind switch { EntitlementKind.Membership => "gold", EntitlementKind.Package => "a-package", _ => null }, Releases = kind == EntitlementKind.Package ? releases : 0,
        };
        Assert.IsType<GiveResult.Given>(await Held.GiveAsync(App.Organization, Owner, entitlement, default));
        await App.Services.GetRequiredService<SpendRequests>().PutAsync(SpendRequest.OfWaiting(App.Organization), default);
        return entitlement;
    }

    /// <summary>As a refund does: the totals first, then the request.</summary>
    public async Task TakeBackAsync(Entitlement entitlement)
    {
        await Held.RaiseAsync(App.Organization, Owner, entitlement.Link, entitlement.Id, Math.Max(1, entitlement.Releases), 0, default);
        await LookAgainAsync(entitlement);
    }

    /// <summary>Has looked at again what it let be published.</summary>
    public Task LookAgainAsync(Entitlement entitlement) => App.Services.GetRequiredService<SpendRequests>().PutAsync(SpendRequest.OfTakenBack(App.Organization, Owner, entitlement.Id), default);

    public async Task SetAsync(string access)
    {
        Assert.Equal(200, (await App.ApiAsync(HttpMethod.Patch, $"{App.OwnPath()}/settings", $$"""{ "access": {{access}} }""")).Status);
        // Settings are remembered for less than a minute.
        App.Time.Advance(TimeSpan.FromMinutes(2));
    }

    public async Task<Link> CreateAsync(string slug = "a-release") =>
        Assert.IsType<CreateLinkResult.Created>(await App.Services.GetRequiredService<LinkCreator>().CreateAsync(App.Organization, Some.Draft(slug), null, default)).Link;

    /// <summary>A link that something of this kind let be published.</summary>
    public async Task<(Link Link, Entitlement By)> PublishAsync(EntitlementKind kind)
    {
        var link = await CreateAsync();
        var by = await GiveAsync("first", kind, link);
        await SettleAsync();
        Assert.Equal(by.Id, (await FindAsync(link)).GrantedBy);
        return (link, by);
    }

    public async Task<Link> FindAsync(Link link) => (await App.Store.FindAsync(App.Organization, link.Id, default))!;

    public async Task<LinkState> StateAsync(Link link) => LinkStates.Of(await FindAsync(link), App.Time.GetUtcNow());

    public async Task<int> UsedAsync(Entitlement package) => (await Held.FindAsync(App.Organization, Owner, null, package.Id, default))!.Used;

    public async Task<IReadOnlyList<LinkId>> WaitingAsync() => [.. (await App.Services.GetRequiredService<WaitingLinks>().ListAsync(App.Organization, null, 100, default)).Select(each => each.Link)];

    public async Task<long> BalanceAsync() => (await App.Services.GetRequiredService<Ledger>().GetBalanceAsync(App.Organization, default)).Amount;

    /// <summary>Works off the messages that show, and then those that were hidden.</summary>
    public async Task SettleAsync()
    {
        var (queue, spender) = (App.Queues[SpendRequests.QueueName], App.Services.GetRequiredService<CreditSpender>());
        for (var rounds = 0; rounds < 2; rounds++, App.Time.Advance(SpendRequests.Hidden + TimeSpan.FromSeconds(1)))
            while (await queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(20)) is [var message])
            {
                await spender.SpendAsync(SpendRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
    }

    /// <summary>Runs <paramref name="act"/> so that its process dies at the n-th storage call, before it or after it was carried out; false when it came to its end before.</summary>
    public async Task<bool> DiesAsync(int n, bool isCarriedOut, Func<Task> act)
    {
        var left = n;
        foreach (var faults in Faults)
            faults.BeforeCallAsync = (_, _) =>
            {
                var at = Interlocked.Decrement(ref left);
                if (at < 0 || (at == 0 && !isCarriedOut)) throw new RequestFailedException(0, "The process died.", "Died", null);
                if (at == 0) faults.LoseNextAnswers();
                return Task.CompletedTask;
            };
        try
        {
            await act();
            return false;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode is "Died" or "NoAnswer")
        {
            return true;
        }
        finally
        {
            Undisturbed();
        }
    }

    /// <summary>Runs <paramref name="between"/> before the n-th storage call from now; the calls it makes are not counted.</summary>
    public void Before(int n, Func<Task> between)
    {
        var left = n;
        foreach (var faults in Faults) faults.BeforeCallAsync = (_, _) => Interlocked.Decrement(ref left) == 0 ? BetweenAsync() : Task.CompletedTask;

        Task BetweenAsync()
        {
            Undisturbed();
            return between();
        }
    }

    public void Undisturbed()
    {
        foreach (var faults in Faults) faults.BeforeCallAsync = null;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>All of storage but the organizations: their settings are read behind those who use them, which is nobody's step.</summary>
    private IEnumerable<FaultSwitch> Faults => App.Tables.Where(table => table.Key != Smartlinks.Organizations.OrganizationRow.Table).Select(table => table.Value.Faults).Concat(App.Queues.Values.Select(queue => queue.Faults));
}
