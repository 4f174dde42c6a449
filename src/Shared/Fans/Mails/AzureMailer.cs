using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.Fans.Mails;

/// <summary>
/// Sends over Azure Communication Services Email's REST interface (<c>POST /emails:send</c>, version 2023-03-31): 202 says that it was taken, and what becomes of it later is in the
/// resource's own logs. Mails carry no tracking. Only what the service says of the mail itself
/// is a refusal; the rest (its key, its limits, a proxy) can be put right, and is tried again.
/// </summary>
/// <param name="time">The system's own: signatures are good for minutes.</param>
public sealed class AzureMailer(HttpClient http, CommunicationAccount account, string senderAddress, TimeProvider time) : IMailer
{
    private const string Send = "emails:send?api-version=2023-03-31";
    private const int MostErrorBytes = 64 * 1024;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    public async Task<MailOutcome> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = Make(mail);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            // Nothing else says so: a proxy's page comes with 200.
            return answer.StatusCode == HttpStatusCode.Accepted ? new MailOutcome.Sent() : await ReadRefusalAsync(answer, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MailOutcome.TryAgain("timeout", null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new MailOutcome.TryAgain("unreachable", null);
        }
    }

    private HttpRequestMessage Make(Mail mail)
    {
        var body = Write(mail);
        var request = new HttpRequestMessage(HttpMethod.Post, account.Resource(Send)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Operation-Id", mail.Id.ToString());
        account.Sign(request, body, time.GetUtcNow());
        return request;
    }

    private byte[] Write(Mail mail)
    {
        var message = new Dictionary<string, object>
        {
            ["senderAddress"] = senderAddress,
            ["recipients"] = new Dictionary<string, object> { ["to"] = new[] { new Dictionary<string, string> { ["address"] = mail.To.ToString() } } },
            ["content"] = new Dictionary<string, string> { ["subject"] = mail.Subject, ["plainText"] = mail.PlainText, ["html"] = mail.Html },
            ["headers"] = new Dictionary<string, string> { ["List-Unsubscribe"] = $"<{mail.StopUrl.AbsoluteUri}>", ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click" },
            ["userEngagementTrackingDisabled"] = true,
        };
        return JsonSerializer.SerializeToUtf8Bytes(message);
    }

    private async Task<MailOutcome> ReadRefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var (status, code) = ((int)answer.StatusCode, await ReadCodeAsync(answer, cancellationToken));
        return status is 400 or 413 or 415 or 422
            ? new MailOutcome.Refused($"http{status} {code}".TrimEnd())
            : new MailOutcome.TryAgain($"http{status} {code}".TrimEnd(), RetryAfter(answer));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var after = answer.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, s_longestWait.Ticks));
    }

    /// <summary>The error's code alone: its message may repeat the address.</summary>
    private static async Task<string> ReadCodeAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Headers.TryGetValues("x-ms-error-code", out var codes)) return Clean(string.Concat(codes));
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var (buffer, length) = (new byte[MostErrorBytes], 0);
            for (int count; length < buffer.Length && (count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;) length += count;
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return Clean(json.RootElement.GetProperty("error").GetProperty("code").GetString() ?? "");
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "";
        }
    }

    private static string Clean(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit).Take(60));
}
