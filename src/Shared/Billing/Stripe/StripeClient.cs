using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Smartlinks.Billing.Stripe;

/// <summary>
/// Speaks Stripe's HTTPS API: form-encoded requests under one pinned version, repeated as Stripe documents it (no answer, 409, 429, 5xx; its own <c>Stripe-Should-Retry</c> goes before),
/// each time under the same idempotency key, so that nothing is done twice. Thread-safe.
/// </summary>
/// <param name="time">The system's own: waits are real.</param>
/// <param name="random">0 to 1; spreads the waits of many that failed at once.</param>
public sealed class StripeClient(HttpClient http, StripeOptions options, TimeProvider time, Func<double> random)
{
    /// <summary>The version this code was written against; <c>docs/billing.md</c> tells how to move on.</summary>
    public const string Version = "2026-10-28.endive";

    private const int MostBytes = 4 * 1024 * 1024;

    private readonly AuthenticationHeaderValue _authorization = new("Bearer", options.SecretKey);

    /// <exception cref="StripeFailureException">Stripe refused, or did not answer.</exception>
    public async Task<T> SendAsync<T>(StripeCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeObject
    {
        if (call.Method == HttpMethod.Post && string.IsNullOrEmpty(call.IdempotencyKey)) throw new ArgumentException("A POST has an idempotency key.", nameof(call));
        for (var tried = 0; ; tried++)
        {
            var (answer, failure, wait) = await TryAsync(call, type, cancellationToken);
            if (failure is null) return answer!;
            if (wait is not { } told || tried >= options.MaxRetries) throw failure;
            await Task.Delay(StripeBackOff.Next(tried, told, random()), time, cancellationToken);
        }
    }

    /// <summary>The answer; or what went wrong, and how long to wait at the least before it is tried again (null: it is not).</summary>
    private async Task<(T? Answer, StripeFailureException? Failure, TimeSpan? Wait)> TryAsync<T>(StripeCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeObject
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = Make(call);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var body = await ReadAsync(answer.Content, both.Token);
            if (answer.IsSuccessStatusCode) return Parse(body, type) is { } value ? (value, null, null) : (null, new StripeFailureException(StripeFailureKind.Api, (int)answer.StatusCode), TimeSpan.Zero);
            return (null, StripeErrors.Read((int)answer.StatusCode, answer.Headers, body), StripeBackOff.MayRetry(answer) ? StripeBackOff.Told(answer.Headers, time) : null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new StripeFailureException(StripeFailureKind.Network, 0, "timeout"), TimeSpan.Zero);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (null, new StripeFailureException(StripeFailureKind.Network, 0, "unreachable", inner: failure), TimeSpan.Zero);
        }
    }

    private HttpRequestMessage Make(StripeCall call)
    {
        var (isPost, form) = (call.Method == HttpMethod.Post, call.Parameters.ToString());
        var request = new HttpRequestMessage(call.Method, new Uri(options.BaseUrl, isPost || form.Length == 0 ? call.Path : $"{call.Path}?{form}"));
        if (isPost) request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        request.Headers.Authorization = _authorization;
        request.Headers.Add("Stripe-Version", Version);
        if (call.IdempotencyKey is not null) request.Headers.Add("Idempotency-Key", call.IdempotencyKey);
        if (call.Account is not null) request.Headers.Add("Stripe-Account", call.Account);
        return request;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes) throw new IOException("The answer is larger than any of Stripe's.");
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Null when it is no whole object of the kind asked for: a proxy's page comes with 200 as well.</summary>
    private static T? Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : StripeObject
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) is { IsWhole: true } value ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
