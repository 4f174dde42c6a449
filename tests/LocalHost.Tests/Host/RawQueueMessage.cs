using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.LocalHost.Tests.Host;

/// <summary>Puts a message whose text is not base64, which the product's own client cannot do.</summary>
internal static class RawQueueMessage
{
    public static async Task PutAsync(string connectionString, string queue, string text)
    {
        var fields = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static field => field.Split('=', 2))
            .ToDictionary(static field => field[0], static field => field[1], StringComparer.OrdinalIgnoreCase);
        var target = new Uri($"{fields["QueueEndpoint"].TrimEnd('/')}/{queue}/messages");
        var date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var toSign = $"POST\n\napplication/xml\n\nx-ms-date:{date}\nx-ms-version:2021-12-02\n/{fields["AccountName"]}{target.AbsolutePath}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(fields["AccountKey"]), Encoding.UTF8.GetBytes(toSign)));

        using var client = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>"));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/xml");
        request.Headers.TryAddWithoutValidation("x-ms-date", date);
        request.Headers.TryAddWithoutValidation("x-ms-version", "2021-12-02");
        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKeyLite {fields["AccountName"]}:{signature}");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
