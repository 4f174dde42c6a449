using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Smartlinks.LocalHost.Machine;

namespace Smartlinks.LocalHost.Rehearsing;

/// <summary>The LocalHost that runs on some data, as its demo organization's admin sees it.</summary>
public sealed class RunningMachine : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    private RunningMachine(Uri url, string organization, string key)
    {
        LinksPath = $"api/organizations/{organization}/links";
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = s_patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string LinksPath { get; }

    /// <exception cref="LocalHostException">None runs.</exception>
    public static RunningMachine Find(string folder)
    {
        try
        {
            using var demo = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "demo.json")));
            string Text(string name) => demo.RootElement.GetProperty(name).GetString()!;
            return new RunningMachine(new Uri(Text("url") + "/"), Text("organization"), Text("apiKey"));
        }
        catch (Exception failure) when (failure is IOException or JsonException or KeyNotFoundException or UnauthorizedAccessException)
        {
            throw new LocalHostException($"LocalHost is not running on {folder}. Start it in another window with 'dotnet run --project src/LocalHost', or name its folder with --data.");
        }
    }

    /// <summary>Null: there is nothing at the path.</summary>
    public async Task<JsonElement?> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound) return null;
            if (!answer.IsSuccessStatusCode) throw new LocalHostException($"{method} /{path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new LocalHostException($"LocalHost does not answer at {_http.BaseAddress}: {failure.Message} Is it still running?");
        }
    }

    /// <param name="named">An id, a slug or an address.</param>
    /// <exception cref="LocalHostException">There is none.</exception>
    public async Task<JsonElement> FindLinkAsync(string named, CancellationToken cancellationToken)
    {
        if (named.StartsWith("lnk_", StringComparison.Ordinal) && await SendAsync(HttpMethod.Get, $"{LinksPath}/{Uri.EscapeDataString(named)}", cancellationToken) is { } byId) return byId;
        var slug = Uri.TryCreate(named, UriKind.Absolute, out var address) ? address.AbsolutePath.Trim('/') : named.Trim('/');
        string? continuation = null;
        do
        {
            var page = await SendAsync(HttpMethod.Get, $"{LinksPath}?pageSize=100{(continuation is null ? "" : $"&continuation={Uri.EscapeDataString(continuation)}")}", cancellationToken)
                ?? throw new LocalHostException("The demo organization has no list of links.");
            foreach (var link in page.GetProperty("items").EnumerateArray())
                if (string.Equals(link.GetProperty("slug").GetString(), slug, StringComparison.OrdinalIgnoreCase)) return link;
            continuation = page.GetProperty("continuation").GetString();
        }
        while (continuation is not null);
        throw new LocalHostException($"The demo organization has no link '{named}'. Name one by its id, slug or address.");
    }

    public void Dispose() => _http.Dispose();
}
