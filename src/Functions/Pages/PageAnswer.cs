using System.Buffers;
using Microsoft.Extensions.Primitives;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Pages;

/// <summary>Sends pages: encoded as the browser takes them, with the headers that go with every page.</summary>
public static class PageAnswer
{
    private static readonly StringValues s_html = "text/html; charset=utf-8";
    private static readonly StringValues s_checkedAgain = "private, no-cache";
    private static readonly StringValues s_noStore = "no-store";
    private static readonly StringValues s_varies = "Accept-Encoding, Cookie";

    /// <summary>Whether the caller asks for HTML by name, as browsers do.</summary>
    public static bool IsWanted(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>A refusal on a fan's address: a kind page for a browser, the problem itself for a program.</summary>
    public static async Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (!IsWanted(context.Request)) await problem.WriteAsync(context);
        else if (problem.TryBegin(context)) await WriteAsync(context, problem.Status, await PageRenderer.RenderProblemAsync(problem.Status));
    }

    public static Task WriteAsync(HttpContext context, int status, byte[] page) =>
        WriteAsync(context, status, EncodedPage.Of(page, EncodingFor(context.Request.Headers.AcceptEncoding)));

    public static Task WriteAsync(HttpContext context, int status, EncodedPage page) =>
        WriteAsync(context, status, page, PageRenderer.ContentSecurityPolicy, status >= 500 ? s_noStore : s_checkedAgain);

    /// <summary>A page that is one fan's: kept nowhere.</summary>
    /// <param name="opensWindows">Whether it hears from windows it opens.</param>
    public static Task WriteOwnAsync(HttpContext context, int status, byte[] page, string policy, bool opensWindows = false)
    {
        if (opensWindows) context.Response.OnStarting(() =>
        {
            context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups";
            return Task.CompletedTask;
        });
        return WriteAsync(context, status, EncodedPage.Of(page, EncodingFor(context.Request.Headers.AcceptEncoding)), policy, s_noStore);
    }

    private static Task WriteAsync(HttpContext context, int status, EncodedPage page, string policy, StringValues caching)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        SecurityHeaders.AddTo(headers, policy);
        SecurityHeaders.AddStrictTransport(context);
        headers.ContentType = s_html;
        headers.CacheControl = caching;
        headers.Vary = s_varies;
        headers.ContentLength = page.Length;
        if (page.Encoding != PageEncoding.Identity) headers.ContentEncoding = page.Encoding == PageEncoding.Brotli ? "br" : "gzip";
        if (HttpMethods.IsHead(context.Request.Method)) return Task.CompletedTask;
        var writer = context.Response.BodyWriter;
        if (page.Head.Length > 0) writer.Write(page.Head);
        writer.Write(page.Tail);
        return writer.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>The best encoding that is named and not refused (<c>q=0</c>).</summary>
    public static PageEncoding EncodingFor(StringValues accepted)
    {
        if (accepted.Count == 0) return PageEncoding.Identity;
        var text = accepted.ToString();
        return Takes(text, "br") ? PageEncoding.Brotli : Takes(text, "gzip") ? PageEncoding.Gzip : PageEncoding.Identity;
    }

    private static bool Takes(string accepted, string encoding)
    {
        foreach (var range in accepted.AsSpan().Split(','))
        {
            var part = accepted.AsSpan(range).Trim();
            if (!part.StartsWith(encoding, StringComparison.OrdinalIgnoreCase)) continue;
            var parameters = part[encoding.Length..].Trim();
            if (parameters.Length == 0) return true;
            if (parameters[0] == ';') return !(parameters[1..].Trim() is ['q' or 'Q', '=', '0', .. var fraction] && fraction.Trim("0.").Length == 0);
        }

        return false;
    }
}
