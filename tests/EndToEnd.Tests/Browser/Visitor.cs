using System.Text.Json;
using Microsoft.Playwright;
using Smartlinks.Support;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>A window a fan looks through.</summary>
public sealed record Window(string Name, int Width, int Height, bool IsPhone);

/// <summary>
/// One fan's browser. Nothing leaves the machine; what was asked of another host than the site's is in <see cref="Strangers"/>, what the console complained
/// of in <see cref="Complaints"/>.
/// </summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly string s_axe = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "node_modules", "axe-core", "axe.min.js"));

    private Visitor(IBrowserContext context, IPage page, Uri site)
    {
        (Context, Page) = (context, page);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add($"{message.Text} {message.Location}");
        };
        Page.PageError += (_, error) => Complaints.Add(error);
        Context.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not "data" } uri && uri.Authority != site.Authority) Strangers.Add(request.Url);
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Addresses on other hosts that were asked for.</summary>
    public List<string> Strangers { get; } = [];

    /// <summary>Errors and warnings of the console, a violated policy's among them, and scripts' exceptions.</summary>
    public List<string> Complaints { get; } = [];

    /// <param name="bypassPolicy">So that axe, a script, can be put into a page that allows none. Everything else runs under the policy.</param>
    public static async Task<Visitor> ArriveAsync(IBrowser browser, Uri site, Window window, ColorScheme scheme = ColorScheme.Light, bool bypassPolicy = false, bool hasScript = true)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = window.Width, Height = window.Height },
            IsMobile = window.IsPhone,
            HasTouch = window.IsPhone,
            DeviceScaleFactor = window.IsPhone ? 2 : 1,
            // A headless one's own name is a crawler's, which is neither counted nor remembered.
            UserAgent = window.IsPhone ? Fan.Phone : Fan.Desktop,
            ColorScheme = scheme,
            BypassCSP = bypassPolicy,
            JavaScriptEnabled = hasScript,
            Locale = "en-US",
        });
        return new Visitor(context, await context.NewPageAsync(), site);
    }

    public async Task<IResponse> OpenAsync(string path) =>
        await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load }) ?? throw new InvalidOperationException($"{path} gave no answer.");

    /// <summary>What axe finds wrong, one line each; empty: nothing.</summary>
    public async Task<string> FindBarriersAsync()
    {
        await Page.AddScriptTagAsync(new PageAddScriptTagOptions { Content = s_axe });
        // All rules for WCAG 2.2 A and AA and axe's best practices.
        var found = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | '))");
        return string.Join('\n', found.EnumerateArray());
    }

    /// <summary>A picture of the whole page under <c>TestResults/screenshots</c>.</summary>
    public async Task ShowAsync(string name) => await Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(LocalTools.RepositoryRoot, "TestResults", "screenshots", $"{name}.png"),
        FullPage = true,
    });

    /// <summary>Does what is to lead away, and gives the address asked for at the other host.</summary>
    public async Task<string> LeaveAsync(Func<Task> act, string host)
    {
        var request = await Page.RunAndWaitForRequestAsync(
            async () =>
            {
                try
                {
                    await act();
                }
                catch (PlaywrightException) when (Strangers.Count > 0)
                {
                    // The other host is out of reach, as it has to be.
                }
            },
            request => new Uri(request.Url).Host == host);
        return request.Url;
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
