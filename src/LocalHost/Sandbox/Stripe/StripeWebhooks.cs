using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.Billing.Stripe;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>How webhooks are sent. Default: once each, in order, at once.</summary>
/// <param name="Times">How often each is sent, 1 to 10.</param>
/// <param name="OutOfOrder">Each waits up to 2 seconds by chance, and none for another.</param>
/// <param name="LateMs">Each waits so long first.</param>
public sealed record WebhookSwitch(int Times = 1, bool OutOfOrder = false, int LateMs = 0);

/// <summary>
/// Sends events to the app, signed as Stripe signs them: the platform's own with one secret, connected accounts' with another. What is not answered with 2xx is sent again, ten times
/// within some minutes. Thread-safe.
/// </summary>
public sealed class StripeWebhooks(StripeBook book, string secret, string connectSecret) : IDisposable
{
    private const int Tries = 10;
    private const int MostChanceMs = 2_000;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _sent = [];
    private readonly CancellationTokenSource _end = new();
    private Task _last = Task.CompletedTask;

    /// <summary>The app's endpoint; null: nobody listens yet, and what happens is told when somebody does.</summary>
    public Uri? Target { get; set; }

    public WebhookSwitch Switch { get; set; } = new();

    /// <summary>The last events, oldest first, as they were told.</summary>
    public IReadOnlyList<JsonObject> Sent
    {
        get
        {
            lock (_gate) return [.. _sent];
        }
    }

    /// <summary>Called under the book's gate: the event shows its object as it is at this moment.</summary>
    public void Tell(string type, JsonObject about)
    {
        var account = (string?)about["object"] == "account" ? StripeBook.Id(about) : StripeBook.AccountOf(about);
        var news = new JsonObject
        {
            ["id"] = $"evt_{RandomNumberGenerator.GetHexString(24, lowercase: true)}", ["object"] = "event", ["api_version"] = StripeClient.Version, ["created"] = book.Now,
            ["data"] = new JsonObject { ["object"] = StripeBook.Show(about) }, ["livemode"] = false, ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null }, ["type"] = type,
        };
        if (account is not null) news["account"] = account;
        Send(news, account is null ? secret : connectSecret);
    }

    /// <summary>Sends again what was told, as Stripe does when somebody asks it to.</summary>
    public bool Repeat(string id)
    {
        var news = Sent.FirstOrDefault(each => (string)each["id"]! == id);
        if (news is not null) Send(news, news["account"] is null ? secret : connectSecret);
        return news is not null;
    }

    /// <summary>Ends when all that was told so far was taken or given up.</summary>
    public Task IdleAsync()
    {
        lock (_gate) return _last;
    }

    public void Dispose()
    {
        _end.Cancel();
        _http.Dispose();
        _end.Dispose();
    }

    private void Send(JsonObject news, string secretOfTarget)
    {
        var (body, how) = (news.ToJsonString(SandboxJson.Options), Switch);
        lock (_gate)
        {
            if (_sent.Count == 1_000) _sent.RemoveAt(0);
            if (!_sent.Contains(news)) _sent.Add(news);
            for (var time = 0; time < how.Times; time++)
            {
                var (before, delivery) = (how.OutOfOrder ? Task.CompletedTask : _last, TimeSpan.FromMilliseconds(how.LateMs + (how.OutOfOrder ? RandomNumberGenerator.GetInt32(MostChanceMs) : 0)));
                var mine = DeliverAsync(before, delivery, body, secretOfTarget);
                _last = Task.WhenAll(_last, mine);
            }
        }
    }

    private async Task DeliverAsync(Task before, TimeSpan wait, string body, string secretOfTarget)
    {
        await before;
        try
        {
            await Task.Delay(wait, _end.Token);
            for (var tried = 0; tried < Tries && !await TryAsync(body, secretOfTarget); tried++) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(200 * Math.Pow(2, tried), 30_000)), _end.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The machine stops.
        }
    }

    private async Task<bool> TryAsync(string body, string secretOfTarget)
    {
        if (Target is not { } target) return false;
        // Real time, not the story's: signatures are good for minutes.
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretOfTarget), Encoding.UTF8.GetBytes($"{at}.{body}")));
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", $"t={at},v1={signature}");
        try
        {
            using var answer = await _http.SendAsync(request, _end.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !_end.IsCancellationRequested))
        {
            return false;
        }
    }
}
