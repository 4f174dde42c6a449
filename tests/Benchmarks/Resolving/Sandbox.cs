using System.Net.Http.Json;
using System.Text.Json;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>What a sandbox meter shows: its client kept the limit when nothing was refused and the peak is not above what is allowed.</summary>
internal sealed record MeterLine(string Source, string Limit, long Requests, long Refused, int Peak, int Allowed)
{
    public bool IsKept => Refused == 0 && Peak <= Allowed;
}

/// <summary>A request as the sandbox saw it, from its arrival to its answer.</summary>
internal sealed record SeenRequest(string Service, string Path, int Status, DateTimeOffset At, double TookMs)
{
    public DateTimeOffset ArrivedAt => At.AddMilliseconds(-TookMs);
}

/// <summary>The switches and meters of a running sandbox (docs/sandbox.md).</summary>
internal sealed class Sandbox(HttpClient http, Uri address)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public async Task<IReadOnlyList<MeterLine>> MetersAsync() => await ItemsAsync<MeterLine>("meters");

    public Task ResetMetersAsync() => SendAsync(HttpMethod.Delete, "meters");

    public async Task<IReadOnlyList<SeenRequest>> RequestsAsync() => await ItemsAsync<SeenRequest>("requests");

    public Task ForgetRequestsAsync() => SendAsync(HttpMethod.Delete, "requests");

    public Task SlowAsync(string service, int milliseconds) => SendAsync(HttpMethod.Put, $"faults/{service}", new { slowMs = milliseconds });

    public Task HealAsync(string service) => SendAsync(HttpMethod.Delete, $"faults/{service}");

    /// <summary>Sets how far the story's clock is ahead of real time.</summary>
    public Task MoveClockAsync(TimeSpan ahead) => SendAsync(HttpMethod.Put, "clock", new { offsetSeconds = ahead.TotalSeconds });

    private async Task<List<T>> ItemsAsync<T>(string path)
    {
        var root = await http.GetFromJsonAsync<JsonElement>(new Uri(address, path));
        return root.GetProperty("items").Deserialize<List<T>>(s_json)!;
    }

    private async Task SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
