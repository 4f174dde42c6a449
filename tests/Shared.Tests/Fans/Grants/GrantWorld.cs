using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Grants;

/// <summary>One fan, one service that gives grants of 180 days, and as many instances as a test starts.</summary>
public sealed class GrantWorld
{
    public static readonly TimeSpan LongestGrant = TimeSpan.FromDays(180);

    public GrantWorld(ITableClient? table = null, TimeProvider? time = null, bool rotates = false)
    {
        Time = new ManualTime();
        Clock = time ?? Time;
        InMemory = new InMemoryTableClient(GrantRow.Table);
        Table = table ?? InMemory;
        Far = new ScriptedFanAccounts(StreamingService.Spotify, Clock, LongestGrant) { Rotates = rotates };
    }

    public ManualTime Time { get; }

    public TimeProvider Clock { get; }

    public ITableClient Table { get; }

    public InMemoryTableClient InMemory { get; }

    public ScriptedFanAccounts Far { get; }

    public FanId Fan { get; } = FanId.New(new ScriptedIds());

    public StreamingService Service => Far.Service;

    public static SealingKeys Keys(params string[] versions) =>
        SealingKeys.TryParse(string.Join(',', versions.Select(version => $"{version}:{Convert.ToBase64String([.. Enumerable.Repeat((byte)version[^1], SealingKeys.KeyBytes)])}")), out var keys, out var problem)
            ? keys : throw new InvalidOperationException(problem);

    public FanGrants Grants(params string[] versions) => new(Table, new Sealer(Keys(versions.Length == 0 ? ["v1"] : versions)));

    /// <summary>An instance of its own.</summary>
    public GrantKeeper Start(params string[] versions) => new(Grants(versions), [new FanService(Far, new NoLibrary(), new SaveCapability(Service, SaveAbility.Save, null, false, null))], Clock, NullLogger<GrantKeeper>.Instance);

    public GrantResealer Resealer(params string[] versions) => new(Table, Grants(versions), new Sealer(Keys(versions)), Clock, NullLogger<GrantResealer>.Instance);

    public async Task<AccountTokens> ConsentAsync(AccountTokens? tokens = null)
    {
        tokens ??= Far.Consent();
        await Start().KeepAsync(Fan, Service, tokens, new AccountFacts("DE"), follows: false, default);
        return tokens;
    }

    public Task<GrantAccess> GetAsync(GrantKeeper? keeper = null) => (keeper ?? Start()).GetAccessAsync(Fan, Service, default);

    public async Task<FanGrant> ReadAsync() => await Grants().FindAsync(Fan, Service, default) ?? throw new InvalidOperationException("There is no grant.");

    public async Task<AccountTokens?> OpenAsync(params string[] versions) => Grants(versions).Open(await ReadAsync());

    /// <summary>Lets the story's time pass until all have come to an end. It stands still while one of them does something: else a lease could end under a slow machine's hands.</summary>
    public async Task PassTimeUntilAsync(params IReadOnlyList<Task> callers)
    {
        for (var idle = 0; callers.Any(caller => !caller.IsCompleted);)
        {
            if (Time.WaitingTimers >= callers.Count(caller => !caller.IsCompleted))
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
                continue;
            }

            Assert.True(idle++ < 30_000, "They never come to an end.");
            await Task.Delay(1);
        }
    }

    public async Task<T> PassTimeUntilAsync<T>(Task<T> caller)
    {
        await PassTimeUntilAsync([caller]);
        return await caller;
    }

    /// <summary>Grants need none of it.</summary>
    private sealed class NoLibrary : IFanLibrary
    {
        public StreamingService Service => StreamingService.Spotify;

        public int MostItems => 1;

        public ServicePace Pace { get; } = new("none", TimeSpan.FromSeconds(1), 1);

        public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
