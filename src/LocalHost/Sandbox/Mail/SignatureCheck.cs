using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Smartlinks.LocalHost.Sandbox.Mail;

/// <summary>Holds a request against the access key: date, body hash and HMAC, written down here independently of the app that signs.</summary>
/// <param name="time">The system's: signatures have nothing to do with the story.</param>
public sealed class SignatureCheck(string accessKey, TimeProvider time)
{
    private const string Scheme = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";

    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Null when it is good, else what is wrong with it.</summary>
    public string? FindProblem(HttpContext context, byte[] body)
    {
        var request = context.Request;
        var (date, hash, authorization) = (request.Headers["x-ms-date"].ToString(), request.Headers["x-ms-content-sha256"].ToString(), request.Headers.Authorization.ToString());
        if (!authorization.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return "The request is not signed";
        }

        if (!DateTimeOffset.TryParseExact(date, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || (at - time.GetUtcNow()).Duration() > s_tolerance)
        {
            return "The date is missing or too far from now";
        }

        if (hash != Convert.ToBase64String(SHA256.HashData(body)))
        {
            return "The body's hash is wrong";
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signed = string.Join('\n', request.Method, target, $"{date};{request.Host.Value};{hash}");
        using var hmac = new HMACSHA256(Convert.FromBase64String(accessKey));
        return authorization[Scheme.Length..] == Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(signed))) ? null : "The signature is wrong";
    }
}
