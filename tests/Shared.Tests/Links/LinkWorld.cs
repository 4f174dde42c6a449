using System.Text;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

/// <summary>Links over storage in memory, with a fault switch for all of it.</summary>
internal sealed class LinkWorld
{
    public LinkWorld()
    {
        Queue = new InMemoryQueueClient(Time);
        Store = new LinkStore(Links, Pointers);
        Requests = new ResolveRequests(Queue);
        Due = new DueLookUps(DueRows);
        Agenda = new LookUpAgenda(Requests, Due, Time);
        Creator = new LinkCreator(Store, Pointers, Requests, Due, Ids, Time);
        Editor = new LinkEditor(Store, Requests, Due, Time);
    }

    public ManualTime Time { get; } = new();

    public ScriptedIds Ids { get; } = new();

    public InMemoryTableClient Links { get; } = new("links");

    public InMemoryTableClient Pointers { get; } = new("organizationLinks");

    public InMemoryTableClient DueRows { get; } = new("dueLookUps");

    public DueLookUps Due { get; }

    public LookUpAgenda Agenda { get; }

    public InMemoryQueueClient Queue { get; }

    public LinkStore Store { get; }

    public ResolveRequests Requests { get; }

    public LinkCreator Creator { get; }

    public LinkEditor Editor { get; }

    /// <summary>All switches of storage.</summary>
    public IReadOnlyList<FaultSwitch> Faults => [Links.Faults, Pointers.Faults, DueRows.Faults, Queue.Faults];

    public static IdempotencyKey Key(string key = "some-key", string hash = "some-hash") => new(key, hash);

    public async Task<Link> CreateAsync(string? slug = null, IdempotencyKey? key = null) =>
        Assert.IsType<CreateLinkResult.Created>(await Creator.CreateAsync(Some.Organization, Some.Draft(slug), key, default)).Link;

    public Task<Link?> FindAsync(Link link) => Store.FindAsync(Some.Organization, link.Id, default);

    public Task<EditLinkResult> RenameAsync(Link link, string slug, string? version = null) =>
        Editor.UpdateAsync(Some.Organization, link.Id, version, new LinkChange { Slug = Slug.Parse(slug) }, default);

    public Task<EditLinkResult> TitleAsync(Link link, string title, string? version = null) =>
        Editor.UpdateAsync(Some.Organization, link.Id, version, new LinkChange { Title = title }, default);

    public async Task<IReadOnlyList<Link>> ListAsync(OrganizationId? organization = null, int pageSize = 100)
    {
        var all = new List<Link>();
        string? continuation = null;
        do
        {
            var page = await Store.ListAsync(organization ?? Some.Organization, pageSize, continuation, default);
            all.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return all;
    }

    public IReadOnlyList<ResolveRequest> QueuedRequests => [.. Queue.Bodies.Select(body => ResolveRequest.TryRead(Encoding.UTF8.GetString(body))!)];

    public async Task<IReadOnlyList<ResolveRequest>> ReadyRequestsAsync() =>
        [.. (await Queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1))).Select(message => ResolveRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!)];

    /// <summary>Lets the n-th storage call from now fail as it would when the process died there: nothing after it happens. With <paramref name="isCarriedOut"/> the call itself still does.</summary>
    public void DieAtCall(int n, bool isCarriedOut)
    {
        var left = n;
        foreach (var faults in Faults)
        {
            faults.BeforeCallAsync = (_, _) =>
            {
                switch (Interlocked.Decrement(ref left))
                {
                    case < 0 when true:
                        throw new ProcessDiedException();
                    case 0 when !isCarriedOut:
                        throw new ProcessDiedException();
                    case 0:
                        faults.LoseNextAnswers();
                        break;
                    default:
                        break;
                }

                return Task.CompletedTask;
            };
        }
    }

    public void Live()
    {
        foreach (var faults in Faults) faults.BeforeCallAsync = null;
    }

    /// <summary>Runs <paramref name="act"/> so that it dies at its n-th storage call; false when it came to its end before.</summary>
    public async Task<bool> DiesAsync(int n, bool isCarriedOut, Func<Task> act)
    {
        DieAtCall(n, isCarriedOut);
        try
        {
            await act();
            return false;
        }
        catch (Exception failure) when (failure is ProcessDiedException or Azure.RequestFailedException { ErrorCode: "NoAnswer" })
        {
            return true;
        }
        finally
        {
            Live();
        }
    }

    internal sealed class ProcessDiedException : Exception;
}
