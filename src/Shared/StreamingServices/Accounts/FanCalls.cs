using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices.Accounts;

/// <summary>A service's answer to a request in a fan's name.</summary>
/// <param name="Body">Undefined when the answer is no JSON.</param>
/// <param name="Text">The beginning of the body, for services that refuse in plain words.</param>
public sealed record FanReply(int Status, JsonElement Body, string Text, TimeSpan? RetryAfter)
{
    private const int MostText = 200;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Nothing came, or an object with nothing in it: what a service says that has only a status to tell.</summary>
    public bool IsEmpty => Text.Length == 0 || (Body.ValueKind == JsonValueKind.Object && !Body.EnumerateObject().Any());

    /// <summary>Nothing of the body: tokens come in it.</summary>
    public override string ToString() => $"{nameof(FanReply)} {Status}";

    internal static FanReply Of(HttpResponseMessage answer, byte[] body, TimeProvider time) => new(
        (int)answer.StatusCode, ServiceAnswer.TryParse(body), Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MostText))).Trim(), ServiceAnswer.RetryAfter(answer, time));
}

/// <summary>
/// Sends requests in fans' names: each through the gate, each read with the limits all services share. That one fan is refused is the fan's matter, not the service's:
/// the gate hears of it as an answer.
/// </summary>
/// <param name="refusals">How this service words a refusal of everybody where the status alone does not tell; null: by status.</param>
public sealed class FanCalls(HttpClient http, IServiceGate gate, TimeProvider time, RefusalReader? refusals = null)
{
    /// <param name="make">Makes the request; called once.</param>
    /// <param name="read">Gets the answer of any status; null where it is none of this service's for what was asked: then the status decides why.</param>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(T? Answer, LookUp.Unavailable? Why)> SendAsync<T>(ServicePace pace, Func<HttpRequestMessage> make, Func<FanReply, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        if (await gate.EnterAsync(pace, cancellationToken) is { } refused) return (null, refused);
        T? answer = null;
        using var request = make();
        var why = await ServiceAnswer.SendAsync(http, request, time, (message, body) =>
        {
            answer = read(FanReply.Of(message, body, time));
            return answer is null ? ReadSilence(message, body) : new LookUp.NotListed();
        }, cancellationToken) as LookUp.Unavailable;
        await gate.ReportAsync(pace, why, cancellationToken);
        return (answer, why);
    }

    private LookUp.Unavailable ReadSilence(HttpResponseMessage message, byte[] body) => message.IsSuccessStatusCode
        ? refusals?.Invoke((int)message.StatusCode, ServiceAnswer.TryParse(body), null) as LookUp.Unavailable ?? ServiceAnswer.Malformed
        : ServiceAnswer.ReadRefusal(message, body, time, refusals) as LookUp.Unavailable ?? new LookUp.Unavailable($"http{(int)message.StatusCode}", ServiceAnswer.RetryAfter(message, time));
}

/// <summary>A service that did not answer, as fans' accounts and libraries say it.</summary>
internal static class Silence
{
    public static AccountAnswer ToAccountAnswer(this LookUp.Unavailable why) => new AccountAnswer.Unavailable(why.Reason, why.RetryAfter);

    public static LibraryAnswer ToLibraryAnswer(this LookUp.Unavailable why) => new LibraryAnswer.Unavailable(why.Reason, why.RetryAfter);
}
