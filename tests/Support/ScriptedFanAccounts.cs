using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Support;

/// <summary>
/// A service's end of fans' consent: a refresh token is good once when it rotates, as OAuth 2.1 has it, and what it answers next can be arranged. Counts what was asked.
/// Thread-safe.
/// </summary>
public sealed class ScriptedFanAccounts(StreamingService service, TimeProvider time, TimeSpan? longestGrant = null) : IFanAccounts
{
    private readonly Lock _gate = new();
    private readonly Queue<AccountAnswer> _next = new();
    private readonly HashSet<string> _good = [];
    private readonly List<AccountTokens> _revoked = [];
    private int _given;

    public StreamingService Service => service;

    public TimeSpan? LongestGrant => longestGrant;

    /// <summary>Whether a renewal brings a new refresh token, after which the old one is refused; else it brings none.</summary>
    public bool Rotates { get; set; }

    /// <summary>Runs before an answer to a renewal, a probe or a revocation.</summary>
    public Func<CancellationToken, Task>? BeforeAnswerAsync { get; set; }

    public int Refreshes { get; private set; }

    public int Probes { get; private set; }

    public int Refused { get; private set; }

    public IReadOnlyList<AccountTokens> Revoked => _revoked;

    /// <summary>What it answers to the next renewals and probes.</summary>
    public void AnswerNext(params AccountAnswer[] answers)
    {
        lock (_gate) foreach (var answer in answers) _next.Enqueue(answer);
    }

    /// <summary>Tokens of a new consent.</summary>
    public AccountTokens Consent(TimeSpan? accessFor = null)
    {
        lock (_gate) return Give(accessFor ?? TimeSpan.FromHours(1), isRefreshTold: true);
    }

    public Uri ConsentUrl(ConsentRequest request) => new($"https://{service.Id}.example/consent?state={Uri.EscapeDataString(request.State)}");

    public Task<AccountAnswer> RedeemAsync(string code, string codeVerifier, Uri redirectUri, CancellationToken cancellationToken) =>
        Task.FromResult<AccountAnswer>(new AccountAnswer.Given(Consent()));

    public async Task<AccountAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        lock (_gate) Refreshes++;
        if (BeforeAnswerAsync is { } before) await before(cancellationToken);
        lock (_gate)
        {
            if (_next.TryDequeue(out var arranged)) return arranged;
            if (!_good.Contains(refreshToken))
            {
                Refused++;
                return new AccountAnswer.Refused();
            }

            if (Rotates) _good.Remove(refreshToken);
            return new AccountAnswer.Given(Give(TimeSpan.FromHours(1), Rotates));
        }
    }

    public async Task<AccountAnswer> ProbeAsync(string accessToken, CancellationToken cancellationToken)
    {
        lock (_gate) Probes++;
        if (BeforeAnswerAsync is { } before) await before(cancellationToken);
        lock (_gate) return _next.TryDequeue(out var arranged) ? arranged : new AccountAnswer.Known(new AccountFacts(null));
    }

    public async Task RevokeAsync(AccountTokens tokens, CancellationToken cancellationToken)
    {
        if (BeforeAnswerAsync is { } before) await before(cancellationToken);
        lock (_gate) _revoked.Add(tokens);
    }

    private AccountTokens Give(TimeSpan accessFor, bool isRefreshTold)
    {
        _given++;
        if (isRefreshTold) _good.Add($"refresh-{_given}");
        return new AccountTokens($"access-{_given}", time.GetUtcNow() + accessFor, isRefreshTold ? $"refresh-{_given}" : null, "library");
    }
}
