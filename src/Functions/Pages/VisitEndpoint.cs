using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;
using Smartlinks.Clicks;
using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// The fan's door: <c>/{slug}</c> and <c>/{slug}/{service}</c>. Identify the link → decide → record → answer. Recording never fails a visit (ADR 0006).
/// </summary>
public sealed class VisitEndpoint(LinkCache<ShownLink> links, PageCache pages, VisitorReader visitors, IClickRecorder clicks, PublicOrigin origins, AppOptions options, TimeProvider time)
{
    private static readonly StringValues s_html = "text/html; charset=utf-8";
    private static readonly StringValues s_neverStored = "private, no-cache";
    private static readonly StringValues s_varies = "Accept-Encoding, Cookie";
    private static readonly TimeSpan s_cookieLife = TimeSpan.FromDays(365);

    /// <param name="segment">The first part of the path.</param>
    /// <param name="rest">What follows the slug's slash; null when there is no second part.</param>
    public async Task HandleAsync(HttpContext context, string segment, string? rest)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await Problem.MethodNotAllowed(request.Method).WriteAsync(context);
            return;
        }

        if (!Slug.TryParsePath(segment, out var slug))
        {
            await AnswerNotFoundAsync(context, segment, isSlug: false);
            return;
        }

        var link = await links.GetAsync(new LinkAddress(DomainOf(request), slug), context.RequestAborted);
        if (link.MovedTo is { } moved) Redirect(context, $"/{moved}{(rest is null ? "" : "/" + Uri.EscapeDataString(rest))}{request.QueryString}", StatusCodes.Status301MovedPermanently);
        else if (link.IsGone) await AnswerPageAsync(context, StatusCodes.Status410Gone, await PageRenderer.RenderGoneAsync());
        else if (!link.Exists) await AnswerNotFoundAsync(context, segment, isSlug: true);
        else if (rest is null) await OpenAsync(context, link);
        else await ChooseAsync(context, link, rest);
    }

    private async Task OpenAsync(HttpContext context, ShownLink link)
    {
        var visitor = visitors.Read(context.Request);
        var query = VisitQuery.Read(context.Request.QueryString);
        if (query.Forget)
        {
            Forget(context);
            visitor = visitor with { Remembered = null };
        }

        var now = time.GetUtcNow();
        var isOut = link.IsOut(now, visitor.Country);
        var service = isOut && !query.Choose && !visitor.Agent.IsBot ? Route(link, visitor) : null;
        if (service is not null)
        {
            await RecordAsync(context, link, visitor, query, ClickKind.SentOn, service, now);
            Redirect(context, query.AppendTo(link.LocationOf(service)!));
            return;
        }

        await RecordAsync(context, link, visitor, query, visitor.Agent.IsBot ? ClickKind.Bot : ClickKind.Visit, null, now);
        var phase = !isOut ? PagePhase.ComingSoon : link.HasDestinations ? PagePhase.Live : PagePhase.Resolving;
        var origin = origins.Of(context.Request);
        var form = new PageForm(phase, visitor.Remembered?.Id, origin, query.Carried, EncodingFor(context.Request.Headers.AcceptEncoding));
        var (remembered, carried) = (visitor.Remembered, query.Carried);
        var page = await pages.GetAsync(link, form, () => PageRenderer.RenderAsync(link.ToPage(origin, phase, remembered, carried)));
        await WriteAsync(context, StatusCodes.Status200OK, page, form.Encoding);
    }

    private async Task ChooseAsync(HttpContext context, ShownLink link, string rest)
    {
        if (!StreamingService.TryParse(rest.TrimEnd('/').ToLowerInvariant(), out var service))
        {
            await AnswerNotFoundAsync(context, rest, isSlug: false);
            return;
        }

        var visitor = visitors.Read(context.Request);
        var query = VisitQuery.Read(context.Request.QueryString);
        var now = time.GetUtcNow();
        if (link.LocationOf(service) is not { } location || !link.IsOut(now, visitor.Country))
        {
            Redirect(context, query.AppendTo($"/{link.Slug}?choose"));
            return;
        }

        await RecordAsync(context, link, visitor, query, visitor.Agent.IsBot ? ClickKind.Bot : ClickKind.Click, service, now);
        if (visitor is { IsCounted: true, Agent.IsBot: false }) Remember(context, service);
        Redirect(context, query.AppendTo(location));
    }

    /// <summary>The fan's remembered service, else the link's own mode.</summary>
    private static StreamingService? Route(ShownLink link, Visitor visitor)
    {
        if (visitor.Remembered is { } remembered && link.LocationOf(remembered) is not null) return remembered;
        return link.Mode == LinkMode.AutoRoute ? link.First : null;
    }

    private ValueTask RecordAsync(HttpContext context, ShownLink link, Visitor visitor, VisitQuery query, ClickKind kind, StreamingService? service, DateTimeOffset now)
    {
        if (!visitor.IsCounted) return ValueTask.CompletedTask;
        var utm = query.Carried.Length == 0 ? default : VisitorFacts.Utm(query.Carried);
        var headers = context.Request.Headers;
        var referrer = headers.Referer.Count == 0 ? null : VisitorFacts.ReferrerHost(headers.Referer, OwnHost(context.Request));
        return clicks.RecordAsync(new Click(link.Id, now, kind, kind == ClickKind.Bot ? null : service?.Id, referrer, utm.Source, utm.Medium, utm.Campaign, visitor.Agent.Device, visitor.Country, RequestId(headers)), CancellationToken.None);
    }

    /// <summary>The host gives each request an id and keeps it when it sends the request again.</summary>
    private static ulong RequestId(IHeaderDictionary headers) =>
        headers["X-Azure-Functions-InvocationId"] is [{ } text, ..] && Guid.TryParse(text, out var id) ? MemoryMarshal.Read<ulong>(id.ToByteArray()) : 0;

    private string OwnHost(HttpRequest request) => new Uri(origins.Of(request)).Host;

    private string DomainOf(HttpRequest request)
    {
        if (options.Domains.Count == 0) return LinkAddress.OwnDomain;
        var host = request.Headers["X-Forwarded-Host"].ToString().Split(':')[0].ToLowerInvariant();
        return options.Domains.Contains(host) ? host : LinkAddress.OwnDomain;
    }

    private static void Remember(HttpContext context, StreamingService service) =>
        context.Response.Headers.SetCookie = Cookie(context, service.Id, (long)s_cookieLife.TotalSeconds);

    private static void Forget(HttpContext context) => context.Response.Headers.SetCookie = Cookie(context, "", 0);

    private static string Cookie(HttpContext context, string value, long seconds) =>
        $"{VisitorReader.CookieName}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{(PublicOrigin.IsHttps(context.Request) ? "; Secure" : "")}";

    private static void Redirect(HttpContext context, string location, int status = StatusCodes.Status302Found)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        SecurityHeaders.AddTo(headers);
        SecurityHeaders.AddStrictTransport(context);
        headers.Location = location;
        headers.CacheControl = s_neverStored;
        headers.Vary = "Cookie";
        headers.ContentLength = 0;
    }

    /// <summary>A page for people; for programs that ask for something that cannot even be a slug, a problem.</summary>
    private static async Task AnswerNotFoundAsync(HttpContext context, string segment, bool isSlug)
    {
        var accept = context.Request.Headers.Accept.ToString();
        var wantsPage = accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || (isSlug && !accept.Contains("json", StringComparison.OrdinalIgnoreCase));
        if (wantsPage) await AnswerPageAsync(context, StatusCodes.Status404NotFound, await PageRenderer.RenderNotFoundAsync(segment));
        else await Problem.NotFound("There is no link at this address.").WriteAsync(context);
    }

    private static Task AnswerPageAsync(HttpContext context, int status, byte[] page)
    {
        var encoding = EncodingFor(context.Request.Headers.AcceptEncoding);
        return WriteAsync(context, status, PageCache.Compress(page, encoding), encoding);
    }

    private static Task WriteAsync(HttpContext context, int status, byte[] page, PageEncoding encoding)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        SecurityHeaders.AddTo(headers, PageRenderer.ContentSecurityPolicy);
        SecurityHeaders.AddStrictTransport(context);
        headers.ContentType = s_html;
        headers.CacheControl = s_neverStored;
        headers.Vary = s_varies;
        headers.ContentLength = page.Length;
        if (encoding != PageEncoding.Identity) headers.ContentEncoding = encoding == PageEncoding.Brotli ? "br" : "gzip";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(page, 0, page.Length, context.RequestAborted);
    }

    /// <summary>The best encoding that is named and not refused (<c>q=0</c>).</summary>
    private static PageEncoding EncodingFor(StringValues accepted)
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
