using Microsoft.Playwright;
using Smartlinks.Support;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>The Chromium that this machine has: <c>CHROMIUM_PATH</c>, or one on the PATH.</summary>
public static class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    // It asks nobody for updates, needs neither a GPU nor a sandbox of the kernel's, and finds no host but this machine.
    private static readonly string[] s_arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost"];

    public static string? Path { get; } = Find();

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = s_arguments, ChromiumSandbox = false });

    private static string? Find()
    {
#pragma warning disable RS0030 // A test has no configuration to read it through.
        var given = Environment.GetEnvironmentVariable("CHROMIUM_PATH");
#pragma warning restore RS0030
        if (!string.IsNullOrEmpty(given)) return File.Exists(given) ? given : null;
        var folders = LocalTools.SearchPath().Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/bin");
        return folders.SelectMany(folder => s_names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}

/// <summary>One Chromium for a class of tests, each of which has a context of its own in it.</summary>
public sealed class RunningChromium : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null) return;
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A test in a real Chromium; skipped, and saying so, where there is none.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Reason;

    internal static string? Reason => Chromium.Path is null ? "needs Chromium: install it, or name it in CHROMIUM_PATH" : null;
}

/// <summary>As <see cref="ChromiumFactAttribute"/>, with data.</summary>
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = ChromiumFactAttribute.Reason;
}
