using System.Text.Json;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>What a sandbox service can be told to do wrong. The names in JSON are these, starting lower case.</summary>
public enum FaultKind
{
    /// <summary>Waits <see cref="Fault.Value"/> real milliseconds before anything else.</summary>
    SlowMs,

    /// <summary>Drops the connection without an answer.</summary>
    Down,

    /// <summary>Answers with the status <see cref="Fault.Value"/>, 503 unless told.</summary>
    ServerError,

    /// <summary>Too many requests for now, in the service's own words (429 at most of them), with Retry-After of <see cref="Fault.Value"/> seconds, 1 unless told.</summary>
    RateLimit,

    /// <summary>The allowance is used up, in the service's own words: at Spotify 429 with reason QUOTA_EXCEEDED, at Deezer its error code 4 in a 200.</summary>
    Quota,

    /// <summary>Deezer's own rule, worded as a quota: refused above <see cref="Fault.Value"/> requests (50 unless told) in 5 seconds.</summary>
    QuotaPer5Seconds,

    /// <summary>A 200 whose JSON breaks off in the middle.</summary>
    Malformed,

    /// <summary>Finds nothing, in the service's own words.</summary>
    Empty,

    /// <summary>A lookup by ISRC or UPC answers with another recording.</summary>
    WrongCode,

    /// <summary>The true answer's names with other kinds of values: valid JSON that is none of the service's.</summary>
    WrongShape,

    /// <summary>The true answer, announced at its whole length, of which half comes before the connection closes.</summary>
    Truncated,

    /// <summary>Headers of a 200, then nothing for as long as the client waits.</summary>
    Hang,

    /// <summary>A 200 with a sign-in page for people.</summary>
    Html,

    /// <summary>A 404 with a gateway's page: nobody's word on the catalogue.</summary>
    GatewayNotFound,

    /// <summary>A 302 to another host, which answers with the sign-in page.</summary>
    Redirect,

    /// <summary>The fan took the permission back: access tokens are refused, and so is to renew them (<c>invalid_grant</c>).</summary>
    Revoked,

    /// <summary>The permission came to its end: to renew a token is refused (<c>invalid_grant</c>); one that was given stays good to its end.</summary>
    ExpiredGrants,

    /// <summary>The app may not act for the fan: 403 to all that is asked in the fan's name.</summary>
    NotAllowListed,

    /// <summary>Says that an item was saved, and does not save it.</summary>
    IgnoreItem,

    /// <summary>The library does not know the item, whatever a look-up says.</summary>
    NotLiveYet,

    /// <summary>Every renewal brings a new refresh token, and the old one is dead.</summary>
    RotateTokens,

    /// <summary>The fan's account may not have a library: no subscription at Apple Music, no channel at YouTube.</summary>
    NoSubscription,
}

/// <summary>One switched-on fault.</summary>
/// <param name="Value">Meaning and default depend on the kind; null where it has none.</param>
/// <param name="Times">How many requests it still strikes; null for all until it is deleted.</param>
/// <param name="Fan">Whom alone it strikes: a fan's name, or the beginning of names with <c>*</c> behind it; null: everybody.</param>
public sealed record Fault(FaultKind Kind, int? Value, int? Times, string? Fan = null)
{
    private static readonly Dictionary<string, (FaultKind Kind, int? Default)> s_kinds = new(StringComparer.Ordinal)
    {
        ["slowMs"] = (FaultKind.SlowMs, 1000),
        ["down"] = (FaultKind.Down, null),
        ["serverError"] = (FaultKind.ServerError, 503),
        ["rateLimit"] = (FaultKind.RateLimit, 1),
        ["quota"] = (FaultKind.Quota, null),
        ["quotaPer5Seconds"] = (FaultKind.QuotaPer5Seconds, 50),
        ["malformed"] = (FaultKind.Malformed, null),
        ["empty"] = (FaultKind.Empty, null),
        ["wrongCode"] = (FaultKind.WrongCode, null),
        ["wrongShape"] = (FaultKind.WrongShape, null),
        ["truncated"] = (FaultKind.Truncated, null),
        ["hang"] = (FaultKind.Hang, null),
        ["html"] = (FaultKind.Html, null),
        ["gatewayNotFound"] = (FaultKind.GatewayNotFound, null),
        ["redirect"] = (FaultKind.Redirect, null),
        ["revoked"] = (FaultKind.Revoked, null),
        ["expiredGrants"] = (FaultKind.ExpiredGrants, null),
        ["notAllowListed"] = (FaultKind.NotAllowListed, null),
        ["ignoreItem"] = (FaultKind.IgnoreItem, null),
        ["notLiveYet"] = (FaultKind.NotLiveYet, null),
        ["rotateTokens"] = (FaultKind.RotateTokens, null),
        ["noSubscription"] = (FaultKind.NoSubscription, null),
    };

    /// <summary>Whether it can strike one fan alone.</summary>
    public bool IsOfFans => Kind >= FaultKind.Revoked;

    public bool Strikes(string? fan) => Fan is null || (fan is not null && (Fan.EndsWith('*') ? fan.StartsWith(Fan[..^1], StringComparison.Ordinal) : fan == Fan));

    public string Name => char.ToLowerInvariant(Kind.ToString()[0]) + Kind.ToString()[1..];

    /// <summary>
    /// Reads <c>{ "rateLimit": true, "slowMs": 300, "serverError": { "value": 500, "times": 2 }, "times": 1 }</c>. A "times" beside the switches
    /// holds for each that has none of its own; false switches nothing on. <c>{ "revoked": { "fan": "ada" } }</c> is for one fan.
    /// </summary>
    public static bool TryRead(JsonElement body, out IReadOnlyList<Fault> faults, out string problem)
    {
        var read = new List<Fault>();
        (faults, problem) = (read, "");
        if (body.ValueKind != JsonValueKind.Object)
        {
            problem = "The body is an object of switches.";
            return false;
        }

        int? timesForAll = null;
        if (body.TryGetProperty("times", out var times) && !TryReadTimes(times, out timesForAll))
        {
            problem = "times is a whole number above 0.";
            return false;
        }

        foreach (var entry in body.EnumerateObject().Where(entry => entry.Name != "times" && entry.Value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null)))
        {
            if (!TryReadSwitch(entry, timesForAll, out var fault, out problem))
            {
                return false;
            }

            read.Add(fault);
        }

        return true;
    }

    private static bool TryReadSwitch(JsonProperty entry, int? timesForAll, out Fault fault, out string problem)
    {
        fault = new Fault(default, null, timesForAll);
        problem = $"{entry.Name} is true, a whole number, or an object with \"value\" and \"times\" (and \"fan\" where it is about fans).";
        if (!s_kinds.TryGetValue(entry.Name, out var kind))
        {
            problem = $"'{entry.Name}' is no switch. There are {string.Join(", ", s_kinds.Keys)}, and times.";
            return false;
        }

        fault = fault with { Kind = kind.Kind, Value = kind.Default };
        switch (entry.Value.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.Number when kind.Default is not null && entry.Value.TryGetInt32(out var value) && value >= 0:
                fault = fault with { Value = value };
                return IsPossible(fault, out problem);
            case JsonValueKind.Object:
                return TryReadDetails(entry.Value, ref fault) && IsPossible(fault, out problem);
            default:
                return false;
        }
    }

    private static bool TryReadDetails(JsonElement details, ref Fault fault)
    {
        foreach (var detail in details.EnumerateObject())
        {
            if (detail.Name == "times" && TryReadTimes(detail.Value, out var times))
            {
                fault = fault with { Times = times };
            }
            else if (detail.Name is "value" or "retryAfter" or "status" && detail.Value.ValueKind == JsonValueKind.Number && detail.Value.TryGetInt32(out var value) && value >= 0)
            {
                fault = fault with { Value = value };
            }
            else if (detail.Name == "fan" && fault.IsOfFans && detail.Value.ValueKind == JsonValueKind.String && detail.Value.GetString() is { Length: > 0 } fan)
            {
                fault = fault with { Fan = fan };
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPossible(Fault fault, out string problem)
    {
        problem = fault is { Kind: FaultKind.ServerError, Value: < 500 or > 599 } ? "serverError is a status from 500 to 599." : "";
        return problem.Length == 0;
    }

    private static bool TryReadTimes(JsonElement element, out int? times)
    {
        var valid = element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number > 0;
        times = valid ? element.GetInt32() : null;
        return valid;
    }
}
