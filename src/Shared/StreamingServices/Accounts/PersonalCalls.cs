using System.Text.Json;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>What a service said of one fan.</summary>
/// <param name="Body">Undefined when the answer is no JSON.</param>
/// <param name="Text">The answer's bytes.</param>
public readonly record struct PersonalReply(int Status, JsonElement Body, ReadOnlyMemory<byte> Text);

/// <summary>
/// Sends requests for one fan, each through the gate. What a service says of that fan alone (a dead token, no subscription) is an answer like any other: the gate, which
/// stands before all fans, is only told of what is wrong with the service or with this deployment's own credentials.
/// </summary>
/// <param name="refusals">How this service words what is wrong for everybody, whatever the status; null: by status.</param>
public sealed class PersonalCalls(HttpClient http, IServiceGate gate, TimeProvider time, RefusalReader? refusals = null)
{
    /// <param name="make">Makes the request; called once.</param>
    /// <param name="read">Null: it says nothing of the fan.</param>
    public async Task<AccountAnswer> AskAccountAsync(ServicePace pace, Func<HttpRequestMessage> make, Func<PersonalReply, AccountAnswer?> read, CancellationToken cancellationToken)
    {
        var (said, why) = await SendAsync(pace, make, read, cancellationToken);
        return said ?? new AccountAnswer.Unavailable(why.Reason, why.RetryAfter);
    }

    /// <param name="make">Makes the request; called once.</param>
    /// <param name="read">Null: it says nothing of the fan.</param>
    public async Task<LibraryAnswer> AskLibraryAsync(ServicePace pace, Func<HttpRequestMessage> make, Func<PersonalReply, LibraryAnswer?> read, CancellationToken cancellationToken)
    {
        var (said, why) = await SendAsync(pace, make, read, cancellationToken);
        return said ?? new LibraryAnswer.Unavailable(why.Reason, why.RetryAfter);
    }

    /// <returns>What was read, or why nothing was; the second is of no meaning beside the first.</returns>
    public async Task<(T? Said, LookUp.Unavailable Why)> SendAsync<T>(ServicePace pace, Func<HttpRequestMessage> make, Func<PersonalReply, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        if (await gate.EnterAsync(pace, cancellationToken) is { } refused) return (null, refused);
        T? said = null;
        using var request = make();
        var answer = await ServiceAnswer.SendAsync(http, request, time, (response, bytes) =>
        {
            var reply = new PersonalReply((int)response.StatusCode, TryParse(bytes), bytes);
            said = read(reply);
            return said is not null ? new LookUp.NotListed() : ReadRefusal(response, reply, bytes);
        }, cancellationToken);
        await gate.ReportAsync(pace, answer as LookUp.Unavailable, cancellationToken);
        return (said, answer as LookUp.Unavailable ?? ServiceAnswer.Malformed);
    }

    /// <summary>A success that says nothing is no answer of the service, unless it words its refusals so.</summary>
    private LookUp ReadRefusal(HttpResponseMessage response, PersonalReply reply, byte[] bytes)
    {
        var refusal = response.IsSuccessStatusCode ? refusals?.Invoke(reply.Status, reply.Body, null) : ServiceAnswer.ReadRefusal(response, bytes, time, refusals);
        return refusal as LookUp.Unavailable ?? ServiceAnswer.Malformed;
    }

    private static JsonElement TryParse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
