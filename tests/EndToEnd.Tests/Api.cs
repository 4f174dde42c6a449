using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests;

/// <summary>The link API as a client sees it. Calls that must succeed throw with the whole answer when they do not.</summary>
public sealed class Api(HttpClient http, string organization, string key)
{
    public string OrganizationPath { get; } = $"/api/organizations/{organization}";

    public string LinksPath { get; } = $"/api/organizations/{organization}/links";

    /// <summary>Makes a link from an ISRC; <paramref name="more"/> are further fields of the request.</summary>
    public Task<JsonElement> CreateLinkAsync(string isrc, params (string Name, object? Value)[] more) => CreateAsync([("isrc", isrc), .. more]);

    public async Task<JsonElement> CreateAsync(params (string Name, object? Value)[] fields)
    {
        using var answer = await SendAsync(HttpMethod.Post, LinksPath, fields.ToDictionary(field => field.Name, field => field.Value));
        return await ReadAsync(answer, HttpStatusCode.Created);
    }

    /// <summary>A link that is live and for which nobody is waited for: from here on its page and its redirects do not change by themselves.</summary>
    public async Task<JsonElement> CreateLiveLinkAsync(string isrc, params (string Name, object? Value)[] more) =>
        await WaitForStateAsync((await CreateLinkAsync(isrc, more)).Text("id"), "live");

    public async Task<JsonElement> GetLinkAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"{LinksPath}/{id}");
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    /// <summary>Waits until the link is in the state and nothing of it is being looked for any more.</summary>
    public Task<JsonElement> WaitForStateAsync(string id, string state) => Eventually.GetAsync(
        () => GetLinkAsync(id),
        link => link.Text("state") == state && link.GetProperty("destinations").EnumerateArray().All(destination => destination.Text("status") != "pending"),
        $"link {id} is {state}");

    public async Task<JsonElement> GetReportAsync(string id, string? from = null, string? to = null)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"{LinksPath}/{id}/report{(from is null ? "" : $"?from={from}&to={to}")}");
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    public async Task<JsonElement> ListAsync(int pageSize, string? continuation = null)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"{LinksPath}?pageSize={pageSize}{(continuation is null ? "" : $"&continuation={Uri.EscapeDataString(continuation)}")}");
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    /// <summary>All links' ids, page by page.</summary>
    public async Task<IReadOnlyList<string>> ListIdsAsync(int pageSize = 100)
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var page = await ListAsync(pageSize, continuation);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(link => link.Text("id")));
            continuation = page.GetProperty("continuation").GetString();
        }
        while (continuation is not null);
        return ids;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await http.SendAsync(request);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == expected
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode}, not {(int)expected}: {text}");
    }
}

public static class JsonElements
{
    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
