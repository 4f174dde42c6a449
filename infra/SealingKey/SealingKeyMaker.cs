using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;

namespace Smartlinks.SealingKey;

/// <summary>The sealing key could not be made; the message says why and what to do.</summary>
public sealed class SealingKeyException(string message) : Exception(message);

/// <summary>
/// Sees to it that the vault has a sealing key, and that the app reads the vault anew. A key that is there is neither read nor changed: what was sealed under it would be lost.
/// The key goes from the random source into the vault and nowhere else (docs/adr/0019).
/// </summary>
public sealed class SealingKeyMaker(HttpClient http, TokenCredential credential, TimeProvider time, TextWriter log)
{
    /// <summary>What app.bicep calls the secret of the setting <c>Sealing__Keys</c>.</summary>
    public const string Secret = "Sealing--Keys";

    public const string VaultScope = "https://vault.azure.net/.default";

    public const string ResourceManagerScope = "https://management.azure.com/.default";

    /// <summary>AES-256.</summary>
    private const int KeyBytes = 32;

    /// <summary>How long a role that was just assigned may take to count.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    public static Uri ResourceManager { get; } = new("https://management.azure.com/");

    /// <param name="vault">Address of the vault.</param>
    /// <param name="app">Resource id of the Functions app.</param>
    /// <exception cref="SealingKeyException">The vault or the app refuses.</exception>
    public async Task EnsureAsync(Uri vault, Uri resourceManager, string app, CancellationToken cancellationToken)
    {
        if (await HasKeyAsync(vault, cancellationToken)) await log.WriteLineAsync("The vault has a sealing key; it stays as it is.");
        else await MakeAsync(vault, cancellationToken);
        // Settings that refer to the vault are read once a day otherwise, and a reference without its secret stays as unreadable as it was.
        using var refreshed = await SendAsync(HttpMethod.Post, new Uri(resourceManager, $"{app.TrimStart('/')}/config/configreferences/appsettings/refresh?api-version=2022-03-01"), ResourceManagerScope, null, cancellationToken);
        if (!refreshed.IsSuccessStatusCode) throw new SealingKeyException($"The app was not told to read the vault anew ({(int)refreshed.StatusCode}). Run 'azd provision' again.");
        await log.WriteLineAsync("The app reads its secrets anew.");
    }

    /// <summary>Asks for the key's versions, which come without their values.</summary>
    private async Task<bool> HasKeyAsync(Uri vault, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, new Uri(vault, $"secrets/{Secret}/versions?maxresults=1&api-version=7.4"), VaultScope, null, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        if (answer.StatusCode != HttpStatusCode.OK) throw new SealingKeyException($"The vault does not say whether it has a sealing key ({(int)answer.StatusCode}).");
        using var versions = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        // Only "there is none" may lead to a new one: anything else that is not understood is no such answer.
        return versions.RootElement.TryGetProperty("value", out var list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() > 0
            : throw new SealingKeyException("The vault's answer about its sealing key cannot be read.");
    }

    private async Task MakeAsync(Uri vault, CancellationToken cancellationToken)
    {
        var version = time.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var secret = new Dictionary<string, string> { ["value"] = $"{version}:{Convert.ToBase64String(key)}", ["contentType"] = "version:key, the first seals" };
        CryptographicOperations.ZeroMemory(key);
        using var answer = await SendAsync(HttpMethod.Put, new Uri(vault, $"secrets/{Secret}?api-version=7.4"), VaultScope, secret, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Conflict)
            throw new SealingKeyException($"The vault has a sealing key that was deleted. Get it back: az keyvault secret recover --vault-name {vault.Host.Split('.')[0]} --name {Secret}");
        if (answer.StatusCode != HttpStatusCode.OK) throw new SealingKeyException($"The vault took no sealing key ({(int)answer.StatusCode}). Who deploys needs the role Key Vault Secrets Officer on it.");
        await log.WriteLineAsync($"The vault has a new sealing key, version {version}.");
    }

    /// <summary>Until the vault knows who asks: a new role counts only after a while.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri uri, string scope, Dictionary<string, string>? body, CancellationToken cancellationToken)
    {
        for (var until = time.GetUtcNow() + Patience; ;)
        {
            using var request = new HttpRequestMessage(method, uri) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token);
            var answer = await http.SendAsync(request, cancellationToken);
            if (!IsPassing(answer.StatusCode) || time.GetUtcNow() >= until) return answer;
            await log.WriteLineAsync($"{uri.Host} answers {(int)answer.StatusCode}; once more in {s_pause.TotalSeconds:0} s.");
            answer.Dispose();
            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
