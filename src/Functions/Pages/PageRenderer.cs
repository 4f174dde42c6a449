using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Pages;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// Renders the fan's pages to UTF-8 HTML that needs no script, loads nothing from elsewhere, and is the same bytes for the same page.
/// Rendering is for a change of the page, not for a visit: callers keep the bytes.
/// </summary>
public static class PageRenderer
{
    /// <summary>Fit to be repeated on a page: a typed address that is not could carry a message of its own.</summary>
    private static readonly SearchValues<char> s_slugCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private const int MaxShownSlugLength = 60;

    /// <summary>The <c>Content-Security-Policy</c> every page is to be sent with: one style, known by its hash, and own pictures.</summary>
    public static string ContentSecurityPolicy { get; } = PolicyWith();

    /// <summary>The policy, with more allowed. Each is empty for nothing more; else sources as CSP names them, with spaces between.</summary>
    /// <param name="formTargets">Where forms lead on to: browsers hold a form's redirects against the policy as well.</param>
    /// <param name="connections">Whom scripts may ask.</param>
    public static string PolicyWith(string scripts = "", string formTargets = "", string connections = "") =>
        $"default-src 'none'; style-src '{PageStyle.CspHash}';{Part("script-src", scripts)}{Part("connect-src", connections)} img-src 'self' data:; form-action 'self'{(formTargets.Length == 0 ? "" : " " + formTargets)}; base-uri 'none'; frame-ancestors 'none'";

    private static string Part(string directive, string sources) => sources.Length == 0 ? "" : $" {directive} {sources};";

    public static Task<byte[]> RenderAsync(LinkPage page) => RenderAsync<LinkPageView>(new() { [nameof(LinkPageView.Page)] = page });

    /// <param name="slug">As the fan asked for it; shown only when it could be one.</param>
    public static Task<byte[]> RenderNotFoundAsync(string? slug) => RenderMessageAsync(404, slug);

    public static Task<byte[]> RenderGoneAsync() => RenderMessageAsync(410, null);

    /// <param name="status">An HTTP status of 400 or above.</param>
    public static Task<byte[]> RenderProblemAsync(int status) => RenderMessageAsync(status, null);

    /// <param name="back">Path that leads on from here; null: none.</param>
    /// <param name="act">Label of a button that posts to the page's own address; null: none.</param>
    public static Task<byte[]> RenderMessageAsync(string heading, string hint, string? back, string? act = null) => RenderAsync<MessageView>(new()
    {
        [nameof(MessageView.Texts)] = PageTexts.English,
        [nameof(MessageView.Heading)] = heading,
        [nameof(MessageView.Hint)] = hint,
        [nameof(MessageView.Back)] = back,
        [nameof(MessageView.Act)] = act,
    });

    public static Task<byte[]> RenderActionAsync(PageAction page) => RenderAsync<MessageView>(new()
    {
        [nameof(MessageView.Texts)] = PageTexts.English,
        [nameof(MessageView.Heading)] = page.Heading,
        [nameof(MessageView.Hint)] = page.Hint,
        [nameof(MessageView.Act)] = page.Act,
        [nameof(MessageView.ActAt)] = page.ActAt,
        [nameof(MessageView.Fields)] = page.Fields,
        [nameof(MessageView.Onward)] = page.Onward,
    });

    private static Task<byte[]> RenderMessageAsync(int status, string? slug)
    {
        var texts = PageTexts.English;
        var (heading, hint) = texts.Problem(status);
        return RenderAsync<MessageView>(new()
        {
            [nameof(MessageView.Texts)] = texts,
            [nameof(MessageView.Heading)] = heading,
            [nameof(MessageView.Hint)] = hint,
            [nameof(MessageView.Address)] = IsShown(slug) ? $"/{slug}" : null,
        });
    }

    private static bool IsShown(string? slug) =>
        slug is { Length: > 0 and <= MaxShownSlugLength } && !slug.AsSpan().ContainsAnyExcept(s_slugCharacters);

    internal static async Task<byte[]> RenderAsync<TComponent>(Dictionary<string, object?> parameters) where TComponent : IComponent
    {
        // A fresh renderer each time: one that is kept holds on to every page it ever rendered.
        await using var renderer = new HtmlRenderer(NoServices.Instance, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var component = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters));
            using var html = new StringWriter(new StringBuilder(24 * 1024), CultureInfo.InvariantCulture);
            component.WriteHtmlTo(html);
            return Compact(html.ToString());
        });
    }

    /// <summary>Without the line breaks and indentation of the components; texts hold none (<see cref="DisplayText.Clean"/>, and encoding).</summary>
    private static byte[] Compact(string html)
    {
        var compact = new StringBuilder(html.Length);
        foreach (var line in html.AsSpan().EnumerateLines())
            compact.Append(line.TrimStart());
        return Encoding.UTF8.GetBytes(compact.ToString());
    }

    /// <summary>The components inject nothing, so no container has to be built at start-up.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
