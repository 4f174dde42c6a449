namespace Smartlinks.StreamingServices;

/// <summary>How a look-up ended.</summary>
public abstract record LookUp
{
    private LookUp()
    {
    }

    /// <summary>At least one candidate, in the source's order.</summary>
    public sealed record Found(IReadOnlyList<Candidate> Candidates) : LookUp;

    /// <summary>The source answered that it has nothing.</summary>
    public sealed record NotListed : LookUp;

    /// <summary>The source did not answer usefully: ask again, not before <paramref name="RetryAfter"/> when that is known.</summary>
    /// <param name="Reason">One of <see cref="UnavailableReasons"/>, or <c>http{status}</c>, or a service's own code such as <c>deezer700</c>.</param>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : LookUp;
}

/// <summary>Why a source did not answer, as evidence and logs name it.</summary>
public static class UnavailableReasons
{
    /// <summary>Too many requests in a short time.</summary>
    public const string RateLimited = "rateLimited";

    /// <summary>A quota (of a day, or of the account) is used up until it is reset.</summary>
    public const string QuotaExhausted = "quotaExhausted";

    public const string Timeout = "timeout";

    public const string Unreachable = "unreachable";

    public const string MalformedAnswer = "malformedAnswer";

    /// <summary>The credentials in configuration are refused.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Not asked: the service failed too often just now.</summary>
    public const string CircuitOpen = "circuitOpen";

    /// <summary>Not asked: others are before it at the pace this service allows.</summary>
    public const string Paced = "paced";
}
