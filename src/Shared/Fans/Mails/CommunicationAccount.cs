using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Smartlinks.Storage;

namespace Smartlinks.Fans.Mails;

/// <summary>
/// An Azure Communication Services resource and its access key, and how requests to it are signed ("Authentication" of its REST reference: HMAC-SHA256 over method, path with
/// query, date, host and the body's hash). Its errors never repeat the key.
/// </summary>
public sealed class CommunicationAccount
{
    private const string SignedHeaders = "x-ms-date;host;x-ms-content-sha256";

    private readonly byte[] _key;

    private CommunicationAccount(Uri endpoint, byte[] key) => (Endpoint, _key) = (endpoint, key);

    public Uri Endpoint { get; }

    /// <exception cref="FormatException">It has no such form.</exception>
    public static CommunicationAccount Parse(string connectionString)
    {
        var parts = new ConnectionStringParts(connectionString);
        var endpoint = parts.FindUri("endpoint") ?? throw new FormatException("The connection string has no endpoint.");
        var isSafe = endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback);
        return isSafe ? new CommunicationAccount(endpoint, parts.GetKey("accesskey")) : throw new FormatException("The connection string's endpoint is not https.");
    }

    /// <summary>An address below the endpoint. Not by the rules for relative ones: <c>emails:send</c> would be read as a scheme.</summary>
    public Uri Resource(string pathAndQuery) => new($"{Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{pathAndQuery}");

    /// <param name="body">What <paramref name="request"/> sends.</param>
    public void Sign(HttpRequestMessage request, byte[] body, DateTimeOffset now)
    {
        var (date, hash, uri) = (now.ToString("R", CultureInfo.InvariantCulture), Convert.ToBase64String(SHA256.HashData(body)), request.RequestUri!);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{request.Method.Method}\n{uri.PathAndQuery}\n{date};{uri.Authority};{hash}")));
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        request.Headers.Authorization = new AuthenticationHeaderValue("HMAC-SHA256", $"SignedHeaders={SignedHeaders}&Signature={signature}");
    }
}
