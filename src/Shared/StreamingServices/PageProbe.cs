using System.Text;

namespace Smartlinks.StreamingServices;

/// <summary>
/// Asks a service that has no public API whether one of its listening pages is there, by fetching the page as a browser does. 404 and 410 on a
/// page that names the service: not listed; without its name it may be the page of a proxy, and says nothing.
/// A redirect is followed on the same host only; one to elsewhere is no answer, since what is there may be anything.
/// </summary>
/// <param name="pages">Null: each page at its own address; else where a stand-in for all pages is, and host and path are put behind it.</param>
public sealed class PageProbe(HttpClient http, IServiceGate gate, ServicePace pace, Uri? pages, TimeProvider time)
{
    private const int MostRedirects = 3;

    /// <param name="read">Reads a page that is there; null when it does not say what it is about.</param>
    public async Task<LookUp> FindAsync(ServiceItem item, Func<ListingPage, Candidate?> read, CancellationToken cancellationToken)
    {
        var address = pages is null ? item.Url.Uri : new Uri(pages, item.Url.Uri.Host + item.Url.Uri.PathAndQuery);
        for (var hop = 0; ; hop++)
        {
            if (await gate.EnterAsync(pace, cancellationToken) is { } refused) return refused;
            var (answer, next) = await FetchAsync(item, address, read, cancellationToken);
            await gate.ReportAsync(pace, IsFailure(answer) ? answer as LookUp.Unavailable : null, cancellationToken);
            if (next is null || hop == MostRedirects) return answer;
            address = next;
        }
    }

    private async Task<(LookUp Answer, Uri? Next)> FetchAsync(ServiceItem item, Uri address, Func<ListingPage, Candidate?> read, CancellationToken cancellationToken)
    {
        Uri? next = null;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await ServiceAnswer.SendAsync(http, request, time, (response, body) =>
        {
            var status = (int)response.StatusCode;
            if (status is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location) next = OnSameHost(address, location);
            if (status is 404 or 410 && Encoding.UTF8.GetString(body).Contains(item.Service.Name, StringComparison.OrdinalIgnoreCase)) return new LookUp.NotListed();
            if (!response.IsSuccessStatusCode) return ServiceAnswer.ReadRefusal(response, body, time, null);
            return read(ListingPage.Read(body)) is { } candidate ? new LookUp.Found([candidate]) : ServiceAnswer.Malformed;
        }, cancellationToken);
        return (answer, next);
    }

    private static Uri? OnSameHost(Uri address, Uri location) =>
        Uri.TryCreate(address, location, out var next) && next.Scheme == address.Scheme && next.Authority == address.Authority && next.UserInfo.Length == 0 ? next : null;

    /// <summary>A redirect, or a page that says nothing, is one page's trouble and not the service's.</summary>
    private static bool IsFailure(LookUp answer) =>
        answer is LookUp.Unavailable { Reason: var reason } && reason != UnavailableReasons.MalformedAnswer && !reason.StartsWith("http3", StringComparison.Ordinal);
}
