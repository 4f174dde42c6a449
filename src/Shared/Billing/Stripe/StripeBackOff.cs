using System.Net.Http.Headers;

namespace Smartlinks.Billing.Stripe;

/// <summary>When a request is sent again, and after how long: half a second doubling up to 8, spread by half; never sooner than Stripe asked for.</summary>
public static class StripeBackOff
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_mostTold = TimeSpan.FromSeconds(60);

    /// <summary>Stripe's own word counts; else what may pass by itself: another request that holds the object, a limit, a fault.</summary>
    public static bool MayRetry(HttpResponseMessage answer)
    {
        var word = answer.Headers.TryGetValues("Stripe-Should-Retry", out var values) ? string.Concat(values) : "";
        return word switch
        {
            "true" => true,
            "false" => false,
            _ => (int)answer.StatusCode is 409 or 429 or >= 500,
        };
    }

    /// <summary>What <c>Retry-After</c> says, up to a minute; zero: nothing.</summary>
    public static TimeSpan Told(HttpResponseHeaders headers, TimeProvider time)
    {
        var wait = headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date is { } date ? date - time.GetUtcNow() : TimeSpan.Zero);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > s_mostTold ? s_mostTold : wait;
    }

    /// <param name="tried">How often it was tried again so far.</param>
    /// <param name="spread">0 to 1.</param>
    public static TimeSpan Next(int tried, TimeSpan told, double spread)
    {
        var wait = s_first * Math.Pow(2, tried);
        wait = (wait > s_longest ? s_longest : wait) * (0.5 + spread / 2);
        return wait > told ? wait : told;
    }
}
