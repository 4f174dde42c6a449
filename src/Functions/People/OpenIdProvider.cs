using System.Text.Json;

namespace Smartlinks.Functions.People;

/// <summary>What a provider says of itself (OpenID Connect Discovery §3).</summary>
/// <param name="TakesBasic">Whether its token endpoint takes the client's secret as Basic authorization; else it wants it in the form.</param>
public sealed record ProviderDescription(Uri Authorization, Uri Token, Uri Keys, bool TakesBasic);

/// <summary>
/// The provider people sign in at: its description, kept for <see cref="Kept"/>, and its keys, asked for again when a token names one that is not known, once a minute at the most. Thread-safe.
/// </summary>
/// <param name="time">Monotonic: how long something was kept has nothing to do with a clock that is moved.</param>
public sealed class OpenIdProvider(HttpClient http, SignInOptions options, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(12);
    public static readonly TimeSpan KeysApart = TimeSpan.FromMinutes(1);

    private const int MostBytes = 256 * 1024;

    private readonly SemaphoreSlim _line = new(1);
    private (ProviderDescription Description, long At)? _description;
    private (IReadOnlyList<SigningKey> Keys, long At)? _keys;

    public string Issuer { get; } = options.Issuer!;

    public void Dispose() => _line.Dispose();

    /// <exception cref="ProviderUnavailableException">It does not answer, or says what cannot be.</exception>
    public async Task<ProviderDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        if (_description is { } known && time.GetElapsedTime(known.At) < Kept) return known.Description;
        await _line.WaitAsync(cancellationToken);
        try
        {
            if (_description is { } meanwhile && time.GetElapsedTime(meanwhile.At) < Kept) return meanwhile.Description;
            var read = Read(await GetAsync(new Uri($"{Issuer.TrimEnd('/')}/.well-known/openid-configuration"), cancellationToken));
            _description = (read, time.GetTimestamp());
            return read;
        }
        finally
        {
            _line.Release();
        }
    }

    /// <summary>Those that a token may be signed with: of its key id, or, where it names none, all. Empty: none is known.</summary>
    public async Task<IReadOnlyList<SigningKey>> FindKeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        await _line.WaitAsync(cancellationToken);
        try
        {
            var isOld = _keys is not { } kept || time.GetElapsedTime(kept.At) >= Kept;
            if (isOld || (Matching(keyId).Count == 0 && time.GetElapsedTime(_keys!.Value.At) >= KeysApart)) _keys = (await ReadKeysAsync(cancellationToken), time.GetTimestamp());
            return Matching(keyId);
        }
        finally
        {
            _line.Release();
        }
    }

    private List<SigningKey> Matching(string? keyId) => [.. _keys!.Value.Keys.Where(key => keyId is null || key.Id == keyId)];

    private async Task<IReadOnlyList<SigningKey>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        var set = await GetAsync((_description ?? throw new InvalidOperationException("The provider was not described yet.")).Description.Keys, cancellationToken);
        if (!set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array) throw new ProviderUnavailableException("The provider's key set holds no keys.");
        return [.. keys.EnumerateArray().Where(key => key.ValueKind == JsonValueKind.Object).Select(SigningKey.Read).OfType<SigningKey>()];
    }

    private ProviderDescription Read(JsonElement document)
    {
        // Discovery §4.3: a description under another name is another's.
        if (IdToken.TextOf(document, "issuer") != Issuer) throw new ProviderUnavailableException("The provider's description names another issuer than SignIn__Issuer.");
        var methods = document.TryGetProperty("token_endpoint_auth_methods_supported", out var listed) && listed.ValueKind == JsonValueKind.Array
            ? listed.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()).ToList() : null;
        return new ProviderDescription(Endpoint("authorization_endpoint"), Endpoint("token_endpoint"), Endpoint("jwks_uri"), methods?.Contains("client_secret_basic") ?? true);

        Uri Endpoint(string name) => Uri.TryCreate(IdToken.TextOf(document, name), UriKind.Absolute, out var address) && IsSafe(address)
            ? address : throw new ProviderUnavailableException($"The provider's description has no usable {name}.");
    }

    /// <summary>Https, or http on this machine.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private async Task<JsonElement> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new ProviderUnavailableException($"The provider answers {(int)answer.StatusCode}.");
            return await ReadAsync(answer.Content, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProviderUnavailableException("The provider does not answer as one does.", failure);
        }
    }

    /// <summary>A JSON object of bounded size.</summary>
    internal static async Task<JsonElement> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MostBytes];
        var count = await stream.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancellationToken);
        using var document = JsonDocument.Parse(bytes.AsMemory(0, count));
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("No object.");
    }
}
