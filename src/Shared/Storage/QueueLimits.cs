namespace Smartlinks.Storage;

/// <summary>The Queue service's limits, checked before anything is sent. Breaking one is the caller's error.</summary>
public static class QueueLimits
{
    /// <summary>Bytes of a body: 64 KiB once it is base64.</summary>
    public const int MaxBodyBytes = 48 * 1024;

    public const int MaxMessagesPerRead = 32;

    public static readonly TimeSpan MaxVisibility = TimeSpan.FromDays(7);

    public static void CheckQueueName(string name)
    {
        var isName = name is { Length: >= 3 and <= 63 } && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!isName)
        {
            throw new ArgumentException($"'{name}' is no queue name: 3 to 63 lower-case letters, digits and single hyphens.", nameof(name));
        }
    }

    public static void CheckSend(ReadOnlyMemory<byte> body, TimeSpan visibilityDelay, TimeSpan? timeToLive)
    {
        if (body.Length > MaxBodyBytes)
        {
            throw new ArgumentException($"The body has {body.Length} bytes; at most {MaxBodyBytes} fit a message.", nameof(body));
        }

        CheckVisibility(visibilityDelay, TimeSpan.Zero);
        if (timeToLive is { } life && (life < TimeSpan.FromSeconds(1) || life <= visibilityDelay))
        {
            throw new ArgumentOutOfRangeException(nameof(timeToLive), life, "A message lives at least a second and longer than it is invisible.");
        }
    }

    public static void CheckReceive(int maxMessages, TimeSpan visibilityTimeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxMessages, MaxMessagesPerRead);
        CheckVisibility(visibilityTimeout, TimeSpan.FromSeconds(1));
    }

    public static void CheckVisibility(TimeSpan visibility, TimeSpan least)
    {
        if (visibility < least || visibility > MaxVisibility)
        {
            throw new ArgumentOutOfRangeException(nameof(visibility), visibility, $"Visibility is {least} to {MaxVisibility}.");
        }
    }

    /// <summary>The service counts whole seconds: a wait is never cut short.</summary>
    public static long WholeSeconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}
