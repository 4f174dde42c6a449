using System.Diagnostics;

namespace Smartlinks.Tests.Functions;

/// <summary>Waits for what another thread or process brings about.</summary>
public static class Until
{
    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"Not within 30 seconds: {what}.");
            await Task.Delay(5);
        }
    }
}
