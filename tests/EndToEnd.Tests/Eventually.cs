using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.EndToEnd.Tests;

/// <summary>Polls until something holds; a deadline far beyond what is needed makes a failure, never a pass.</summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <param name="seen">Says what was last seen, for the failure's message.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, Func<string>? seen = null, TimeSpan? deadline = null)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await condition(); await Task.Delay(20))
            if (TimeProvider.System.GetElapsedTime(started) > (deadline ?? Deadline)) throw new TimeoutException($"Not within {deadline ?? Deadline}: {what}. {seen?.Invoke()}");
    }

    public static Task HoldsAsync(Func<bool> condition, string what, Func<string>? seen = null, TimeSpan? deadline = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, seen, deadline);

    public static async Task<T> GetAsync<T>(Func<Task<T>> get, [NotNull] Predicate<T> isWanted, string what, TimeSpan? deadline = null)
    {
        var last = default(T);
        await HoldsAsync(async () => isWanted(last = await get()), what, () => $"Last seen: {last}", deadline);
        return last!;
    }
}
