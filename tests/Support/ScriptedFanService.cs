using System.Collections.Concurrent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Support;

/// <summary>A service that fans can connect, as a test wants it: codes it gives tokens for, what a probe says, and a library per access token. Thread-safe.</summary>
public sealed class ScriptedFanService(StreamingService service, SaveAbility ability = SaveAbility.Save) : IFanAccounts, IFanLibrary
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, int>> _libraries = new(StringComparer.Ordinal);

    public StreamingService Service => service;

    public TimeSpan? LongestGrant { get; set; } = TimeSpan.FromDays(180);

    public int MostItems => 40;

    public ServicePace Pace { get; init; } = new($"{service.Id}-saves", TimeSpan.FromMilliseconds(1), 100);

    public FanService AsFanService => new(this, this, new SaveCapability(service, ability, null, Follows: true, null));

    /// <summary>What redeeming a code gives; by default tokens named after the code.</summary>
    public Func<string, AccountAnswer> Redeem { get; set; } = code => new AccountAnswer.Given(new AccountTokens($"access-{code}", null, $"refresh-{code}", null));

    public Func<string, AccountAnswer> Refresh { get; set; } = token => new AccountAnswer.Given(new AccountTokens($"access-of-{token}", null, null, null));

    public Func<string, AccountAnswer> Probe { get; set; } = _ => new AccountAnswer.Known(new AccountFacts("DE"));

    /// <summary>Null: it is saved.</summary>
    public Func<string, IReadOnlyList<ServiceItem>, LibraryAnswer?> Save { get; set; } = (_, _) => null;

    public ConcurrentQueue<(string Code, string Verifier, Uri RedirectUri)> Redeemed { get; } = [];

    public ConcurrentQueue<AccountTokens> Revoked { get; } = [];

    /// <summary>How often an item was added to the library of an access token.</summary>
    public int TimesAdded(string accessToken, string item) => _libraries.GetValueOrDefault(accessToken)?.GetValueOrDefault(item) ?? 0;

    public Uri ConsentUrl(ConsentRequest request) => new(
        $"https://accounts.{service.Id}.example/authorize?response_type=code&redirect_uri={Uri.EscapeDataString(request.RedirectUri.AbsoluteUri)}&state={request.State}&code_challenge={request.CodeChallenge}&follows={request.Follows}");

    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken)
    {
        Redeemed.Enqueue((code, codeVerifier, redirectUri));
        return Task.FromResult(Redeem(code));
    }

    public Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => Task.FromResult(Refresh(refreshToken));

    public Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken) => Task.FromResult(Probe(accessToken));

    public Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken)
    {
        Revoked.Enqueue(tokens);
        return Task.CompletedTask;
    }

    public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
    {
        if (Save(accessToken, items) is { } refused) return Task.FromResult(refused);
        var library = _libraries.GetOrAdd(accessToken, _ => new(StringComparer.Ordinal));
        return Task.FromResult<LibraryAnswer>(new LibraryAnswer.Done([.. items.Select(item => library.TryAdd(item.Id, 1) ? SaveOutcome.Saved : SaveOutcome.AlreadyThere)]));
    }

    public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken) =>
        Task.FromResult<LibraryAnswer>(new LibraryAnswer.Contents([.. items.Select(item => TimesAdded(accessToken, item.Id) > 0)]));

    public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken) =>
        Task.FromResult<LibraryAnswer>(new LibraryAnswer.Done([SaveOutcome.Saved]));
}
