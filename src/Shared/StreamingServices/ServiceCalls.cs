using System.Text.Json;

namespace Smartlinks.StreamingServices;

/// <summary>Sends one service's requests: each through the gate, each read with the limits all services share.</summary>
/// <param name="refusals">How this service words a refusal where the status alone does not tell; null: by status.</param>
public sealed class ServiceCalls(HttpClient http, IServiceGate gate, TimeProvider time, RefusalReader? refusals = null)
{
    /// <param name="make">Makes the request; called once.</param>
    /// <param name="read">Gets the root of a 200 answer.</param>
    public async Task<LookUp> SendAsync(ServicePace pace, Func<HttpRequestMessage> make, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) =>
        await gate.EnterAsync(pace, cancellationToken) is { } refused ? refused : await SendEnteredAsync(pace, make, read, cancellationToken);

    /// <summary>The same, for who went through the gate already.</summary>
    public async Task<LookUp> SendEnteredAsync(ServicePace pace, Func<HttpRequestMessage> make, Func<JsonElement, LookUp> read, CancellationToken cancellationToken)
    {
        using var request = make();
        var answer = await ServiceAnswer.ReadAsync(http, request, time, read, refusals, cancellationToken);
        await gate.ReportAsync(pace, answer as LookUp.Unavailable, cancellationToken);
        return answer;
    }
}

/// <summary>Reads an answer that is not a success, or null to have the status decide: 429 rate limited (or quota), 401 unauthorized, others unavailable. "Not listed" is its to say, by the service's own error body.</summary>
/// <param name="body">Undefined when the answer is no JSON.</param>
public delegate LookUp? RefusalReader(int status, JsonElement body, TimeSpan? retryAfter);
