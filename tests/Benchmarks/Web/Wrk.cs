using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Smartlinks.Benchmarks.Web;

/// <summary>Runs wrk (Debian: package wrk) against one address, with the headers of a phone behind the Functions host.</summary>
internal static partial class Wrk
{
    public const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

    /// <summary>Requests a second over the run; throws when an answer was not 2xx or 3xx, or none came.</summary>
    public static async Task<double> RunAsync(string url, int seconds)
    {
        string[] arguments =
        [
            "-t1", "-c64", $"-d{seconds}s", "-H", $"User-Agent: {Phone}", "-H", "Accept-Encoding: gzip, deflate, br", "-H", "Accept: text/html,application/xhtml+xml",
            "-H", "X-Forwarded-Proto: https", "-H", "X-Forwarded-Host: links.example", "-H", "X-Forwarded-For: 203.0.113.9", "-H", "Accept-Language: en-US,en;q=0.9", url,
        ];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("wrk could not be started.");
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (said.Contains("Non-2xx or 3xx", StringComparison.Ordinal) || Rate().Match(said) is not { Success: true } rate) throw new InvalidOperationException($"wrk did not get good answers:\n{said}");
        return double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();
}
