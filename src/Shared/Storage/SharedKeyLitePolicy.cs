using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Smartlinks.Storage;

/// <summary>
/// Signs with the account key: "Authorize with Shared Key", the Lite form. Belongs in the per-retry position, since the signed
/// date must be the try's own (the service takes ±15 minutes).
/// </summary>
internal sealed class SharedKeyLitePolicy(string account, byte[] key, bool isQueue, TimeProvider clock) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        var resource = Resource(request.Uri.ToUri());
        var text = isQueue ? $"{request.Method.Method}\n{Header(request, "Content-MD5")}\n{Header(request, "Content-Type")}\n\n{Canonical(request)}{resource}" : $"{date}\n{resource}";
        request.Headers.SetValue("Authorization", $"SharedKeyLite {account}:{Sign(text)}");
    }

    // AbsolutePath is what goes over the wire; our own string may be escaped differently.
    private string Resource(Uri uri)
    {
        var comp = uri.Query.Contains("comp=", StringComparison.Ordinal)
            ? uri.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith("comp=", StringComparison.Ordinal)) : null;
        return comp is null ? $"/{account}{uri.AbsolutePath}" : $"/{account}{uri.AbsolutePath}?{comp}";
    }

    private static string Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value! : "";

    private static string Canonical(Request request)
    {
        var lines = request.Headers
            .Select(h => (Name: h.Name.ToLowerInvariant(), h.Value))
            .Where(h => h.Name.StartsWith("x-ms-", StringComparison.Ordinal))
            .OrderBy(h => h.Name, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var (name, value) in lines)
        {
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        return text.ToString();
    }

    private string Sign(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToBase64String(hash);
    }
}
