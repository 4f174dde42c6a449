using System.Net.Http.Headers;
using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>Makes the requests that are for a fan: with the developer token, and the fan's Music User Token beside it.</summary>
/// <param name="tokens">Made with the first request: without a key there is none.</param>
public sealed class AppleMusicRequests(AppleMusicOptions options, Lazy<DeveloperTokens> tokens)
{
    public HttpRequestMessage Make(HttpMethod method, string path, string userToken)
    {
        var request = new HttpRequestMessage(method, new Uri(options.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Value.Get());
        request.Headers.TryAddWithoutValidation("Music-User-Token", userToken);
        return request;
    }

    /// <summary>The storefront of the fan's account, lower case; null when the answer does not name one.</summary>
    public static string? ReadStorefront(FanReply reply) =>
        reply.Status == 200 && reply.Body.Child("data") is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() > 0 && data[0].Text("id") is { Length: 2 } id && id.All(char.IsAsciiLetter)
            ? id.ToLowerInvariant() : null;
}
