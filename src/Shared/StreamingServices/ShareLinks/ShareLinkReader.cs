using System.Net.Sockets;
using System.Text;

namespace Smartlinks.StreamingServices.ShareLinks;

/// <summary>
/// Follows a share link until an item of its own service comes up. Every step is https on a host of that service; nothing else is asked, and what is found is
/// read by the same rules as what an admin pastes.
/// </summary>
/// <param name="http">Must not follow redirects by itself, and should connect to public addresses only.</param>
public sealed class ShareLinkReader(HttpClient http, IServiceGate gate, TimeProvider time, ShareLinkOptions options)
{
    /// <summary>Requests for one link.</summary>
    public const int MostHops = 5;

    /// <summary>What is read of a page: what it says of itself stands at its top.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(24);

    public async Task<ShareLinkReading> ReadAsync(ShareLink link, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var next = link.Uri;
        try
        {
            for (var hop = 0; hop < MostHops; hop++)
            {
                var step = await AskAsync(link, next, cancellationToken, both.Token);
                if (step.Reading is not null) return step.Reading;
                next = step.Next!;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // While waiting for a turn: nobody was asked.
            return new ShareLinkReading.Unavailable(UnavailableReasons.Timeout, null);
        }

        return new ShareLinkReading.NotAnItem($"This share link of {link.Service.Name} forwards more than {MostHops} times.");
    }

    private readonly record struct Step(ShareLinkReading? Reading, Uri? Next);

    private async Task<Step> AskAsync(ShareLink link, Uri uri, CancellationToken caller, CancellationToken cancellationToken)
    {
        var pace = options.PaceOf(link.Service);
        if (await gate.EnterAsync(pace, cancellationToken) is { } refused) return Unavailable(refused.Reason, refused.RetryAfter);
        var step = await SendAsync(link, uri, caller, cancellationToken);
        // Told also when the link's time is over, which the gate's own is not.
        await gate.ReportAsync(pace, step.Reading is ShareLinkReading.Unavailable failure ? new LookUp.Unavailable(failure.Reason, failure.RetryAfter) : null, caller);
        return step;
    }

    private async Task<Step> SendAsync(ShareLink link, Uri uri, CancellationToken caller, CancellationToken cancellationToken)
    {
        var address = options.AddressOf(uri);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.RequestMessage?.RequestUri is { } asked && asked != address) throw new InvalidOperationException("The client for share links follows redirects by itself, where nobody checks them.");
            return (int)answer.StatusCode switch
            {
                >= 300 and < 400 when answer.Headers.Location is { } location => Follow(link, uri, location),
                200 => ReadPage(link, uri, await ReadTextAsync(answer, cancellationToken)),
                404 or 410 => NotAnItem($"{link.Service.Name} does not know this share link (any more)."),
                429 => Unavailable(UnavailableReasons.RateLimited, RetryAfter(answer)),
                var status => Unavailable($"http{status}", RetryAfter(answer)),
            };
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return Unavailable(UnavailableReasons.Timeout, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return Unavailable(UnavailableReasons.Unreachable, null);
        }
    }

    private static Step Follow(ShareLink link, Uri from, Uri location)
    {
        // A Location as it was sent: one without a scheme is of the host that sent it.
        var text = location.IsAbsoluteUri ? location.OriginalString : Uri.TryCreate(from, location, out var whole) ? whole.AbsoluteUri : "";
        if (DestinationUrl.TryParse(link.Service, text, out var url, out _) && ShareHost.Find(url.Uri.Host) is null)
            return ServiceItem.TryRead(url, out var item) ? new Step(new ShareLinkReading.Found(item), null) : new Step(null, url.Uri);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.Host.Length == 0) return NotAnItem($"This share link of {link.Service.Name} does not lead to an https address.");
        if (!IsShareHost(uri, link.Service)) return NotAnItem($"This share link of {link.Service.Name} leads to {uri.Host}, which is no page of {link.Service.Name}'s.");
        return FindLanding(link, uri) is { } landed ? new Step(new ShareLinkReading.Found(landed), null) : new Step(null, uri);
    }

    private static bool IsShareHost(Uri uri, StreamingService service) =>
        uri.IsDefaultPort && uri.UserInfo.Length == 0 && ShareHost.Find(uri.Host)?.Service == service
        && uri.AbsoluteUri.StartsWith($"https://{uri.Host}/", StringComparison.Ordinal) && uri.AbsoluteUri.Length <= DestinationUrl.MaxLength * 2;

    /// <summary>The item in the query of a share host's own landing page.</summary>
    private static ServiceItem? FindLanding(ShareLink link, Uri uri)
    {
        if (ShareHost.Find(uri.Host)?.Landing is not { } name) return null;
        var named = uri.Query.TrimStart('?').Split('&').Where(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        return named is [var pair] && DestinationUrl.TryParse(link.Service, Uri.UnescapeDataString(pair[(name.Length + 1)..]), out var url, out _) && ServiceItem.TryRead(url, out var item) ? item : null;
    }

    private static Step ReadPage(ShareLink link, Uri uri, string html)
    {
        if (SharePage.FindItem(html, link.Service) is { } item) return new Step(new ShareLinkReading.Found(item), null);
        // On a page of the service itself the address tells best what it is instead.
        string? why = null;
        if (DestinationUrl.TryParse(link.Service, uri.AbsoluteUri, out var url, out _) && ShareHost.Find(uri.Host) is null) ServiceItem.TryRead(url, out _, out why);
        return NotAnItem(why ?? $"This share link of {link.Service.Name} does not say what it leads to; open it and give the address of the page it leads to.");
    }

    private static async Task<string> ReadTextAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MostBytes];
        return Encoding.UTF8.GetString(bytes, 0, await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var after = answer.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, s_longestWait.Ticks));
    }

    private static Step NotAnItem(string why) => new(new ShareLinkReading.NotAnItem(why), null);

    private static Step Unavailable(string reason, TimeSpan? retryAfter) => new(new ShareLinkReading.Unavailable(reason, retryAfter), null);
}
