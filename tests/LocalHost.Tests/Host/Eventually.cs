namespace Smartlinks.LocalHost.Tests.Host;

/// <summary>Polls until something holds; a deadline far beyond what is needed makes a failure, never a pass.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task HoldsAsync(Func<bool> condition, string what) => GetAsync(() => condition() ? "yes" : null, what);

    /// <param name="seen">What there is instead, asked for when the deadline is over.</param>
    public static async Task<T> GetAsync<T>(Func<T?> find, string what, Func<string>? seen = null)
        where T : class
    {
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Deadline; await Task.Delay(5))
        {
            if (find() is { } found)
                return found;
        }
        throw new TimeoutException($"Not within {Deadline}: {what}. {seen?.Invoke()}");
    }
}
