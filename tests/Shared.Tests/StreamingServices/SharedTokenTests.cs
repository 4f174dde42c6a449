using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>One app token for all instances. Hunts a service's counted tokens that are spent by every process that starts, and two that renew at once.</summary>
public sealed class SharedTokenTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly InMemoryTableClient _table = new("serviceTokens");
    private readonly List<string> _grants = [];
    private readonly HashSet<string> _refreshTokens = [];
    private readonly List<IDisposable> _made = [];
    private Func<Task>? _answering;
    private int _given;

    public void Dispose() => _made.ForEach(each => each.Dispose());

    [Fact]
    public async Task A_process_that_starts_takes_the_token_that_is_there()
    {
        Assert.Equal(("token-1", null), await Start().GetAsync(default));
        for (var i = 0; i < 60; i++) Assert.Equal(("token-1", null), await Start().GetAsync(default));
        Assert.Equal(["client_credentials"], _grants);
    }

    [Fact]
    public async Task What_one_process_was_given_another_renews()
    {
        await Start().GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(59.5));
        var second = Start();
        Assert.Equal(("token-2", null), await second.GetAsync(default));
        Assert.Equal(("token-2", null), await Start().GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token"], _grants);
    }

    [Fact]
    public async Task Of_many_that_need_one_at_once_one_asks_and_the_others_come_back_for_it()
    {
        var held = new TaskCompletionSource();
        _answering = () => held.Task;
        var processes = Enumerable.Range(0, 10).Select(_ => Start()).ToList();
        var asking = processes.Select(process => process.GetAsync(default)).ToList();
        held.SetResult();
        var answers = await Task.WhenAll(asking);
        Assert.Single(answers, answer => answer.Token == "token-1");
        Assert.All(answers.Where(answer => answer.Token is null), answer => Assert.Equal(UnavailableReasons.Paced, answer.Why!.Reason));
        foreach (var process in processes) Assert.Equal(("token-1", null), await process.GetAsync(default));
        Assert.Equal(["client_credentials"], _grants);
    }

    [Fact]
    public async Task One_that_died_while_it_renewed_is_waited_for_and_then_made_up_for()
    {
        await DieWhileRenewingAsync();
        Assert.Equal(UnavailableReasons.Paced, (await Start().GetAsync(default)).Why!.Reason);
        _time.Advance(SharedToken.Lease);
        Assert.Equal("token-1", (await Start().GetAsync(default)).Token);
    }

    [Fact]
    public async Task In_its_last_minute_a_token_serves_while_another_process_renews_it()
    {
        var first = Start();
        await first.GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(59.5));
        var held = new TaskCompletionSource();
        _answering = () => held.Task;
        var renewing = Start().GetAsync(default);
        Assert.Equal(("token-1", null), await first.GetAsync(default));
        held.SetResult();
        Assert.Equal(("token-2", null), await renewing);
    }

    [Fact]
    public async Task A_token_that_was_refused_is_not_taken_again()
    {
        var process = Start();
        await process.GetAsync(default);
        process.Forget("token-1");
        Assert.Equal(("token-2", null), await process.GetAsync(default));
        Assert.Equal(("token-2", null), await Start().GetAsync(default));
    }

    [Fact]
    public async Task What_is_stored_shows_no_secret_and_is_nothing_without_the_key()
    {
        await Start().GetAsync(default);
        var row = Assert.Single(_table.Rows);
        Assert.DoesNotContain(row.Properties.Values, value => $"{value}".Contains("token-1", StringComparison.Ordinal) || $"{value}".Contains("refresh-1", StringComparison.Ordinal));
        Assert.Equal(("token-2", null), await Start(seed: 9).GetAsync(default));
        Assert.Equal(["client_credentials", "client_credentials"], _grants);
    }

    [Fact]
    public async Task Without_storage_a_process_goes_on_by_itself()
    {
        var broken = new InMemoryTableClient("serviceTokens", exists: false);
        var process = Start(table: broken);
        Assert.Equal(("token-1", null), await process.GetAsync(default));
        _time.Advance(TimeSpan.FromMinutes(59.5));
        Assert.Equal(("token-2", null), await process.GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token"], _grants);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_hold_a_renewal_up()
    {
        await DieWhileRenewingAsync();
        _time.SetBack(TimeSpan.FromDays(1));
        Assert.Equal("token-1", (await Start().GetAsync(default)).Token);
    }

    private async Task DieWhileRenewingAsync()
    {
        using var death = new CancellationTokenSource();
        _answering = () => Task.Delay(Timeout.Infinite, death.Token);
        var renewing = Start().GetAsync(death.Token);
        await death.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => renewing);
        _answering = null;
    }

    /// <summary>A process of its own.</summary>
    private AppTokens Start(byte seed = 1, InMemoryTableClient? table = null)
    {
        var far = new ScriptedHttp(async (request, _, _) =>
        {
            if (_answering is { } answering) await answering();
            return Answer(request.Body);
        });
        var keys = SealingKeys.TryParse($"v1:{Convert.ToBase64String([.. Enumerable.Repeat(seed, SealingKeys.KeyBytes)])}", out var read, out var problem) ? read : throw new InvalidOperationException(problem);
        var http = far.NewClient();
        var tokens = new AppTokens(http, OpenGate.Instance, new ServicePace("tokens", TimeSpan.FromSeconds(1), 5), new AppCredentials(new Uri("https://tokens.example/token"), "id", "secret"), _time,
            new SharedToken(table ?? _table, new Sealer(keys), "soundcloud", _time));
        _made.AddRange([tokens, http, far]);
        return tokens;
    }

    /// <summary>As SoundCloud: a refresh token is good once.</summary>
    private HttpResponseMessage Answer(string form)
    {
        var grant = form.Contains("grant_type=refresh_token", StringComparison.Ordinal) ? "refresh_token" : "client_credentials";
        lock (_grants)
        {
            _grants.Add(grant);
            if (grant == "refresh_token" && !_refreshTokens.Remove(form.Split("refresh_token=")[^1].Split('&')[0])) return ScriptedHttp.Json("""{ "error": "invalid_grant" }""", 400);
            _given++;
            _refreshTokens.Add($"refresh-{_given}");
            return ScriptedHttp.Json($$"""{ "access_token": "token-{{_given}}", "refresh_token": "refresh-{{_given}}", "expires_in": 3600 }""");
        }
    }
}
