using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>The sandbox's switches as docs/sandbox.md has them, from outside.</summary>
public sealed class SandboxControls(HttpClient http, Uri root)
{
    public Task SetFaultsAsync(string source, object faults) => PutAsync($"faults/{source}", faults);

    public Task ClearFaultsAsync(string source) => DeleteAsync($"faults/{source}");

    /// <summary>Such as <c>{ gone = true }</c>: from now on, for look-ups, searches and lists alike.</summary>
    public Task ChangeItemAsync(string source, string id, object change) => PutAsync($"items/{source}/{Uri.EscapeDataString(id)}", change);

    public Task RestoreItemAsync(string source, string id) => DeleteAsync($"items/{source}/{Uri.EscapeDataString(id)}");

    /// <summary>For a source whose pace in the app is set far above its limit, so that nobody waits for it.</summary>
    public Task StopRefusingAsync(string source) => PutAsync($"meters/{source}", new { enforced = false });

    public async Task<DateTimeOffset> GetNowAsync() => (await GetAsync("clock")).GetProperty("now").GetDateTimeOffset();

    public Task MoveToAsync(DateTimeOffset now) => PutAsync("clock", new { now = now.UtcDateTime });

    /// <summary>The story only ever goes on: what was made earlier in it stays in the past.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var offset = (await GetAsync("clock")).GetProperty("offsetSeconds").GetDouble();
        await PutAsync("clock", new { offsetSeconds = offset + by.TotalSeconds });
    }

    /// <summary>
    /// Waits for what the app's timers bring. After a jump of the clock a turn that was just ending may have left its message for an hour of no story: the timer looks again within a quarter of one, and the story goes on so far.
    /// </summary>
    public async Task<T> LiveUntilAsync<T>(Func<Task<T>> get, Predicate<T> isWanted, string what, Func<string> said)
    {
        var last = default(T);
        for (var left = 6; ; left--)
        {
            try
            {
                await Eventually.HoldsAsync(async () => isWanted(last = await get()), what, () => $"Last seen: {last}\n{said()}", TimeSpan.FromSeconds(30));
                return last!;
            }
            catch (TimeoutException) when (left > 1)
            {
                await AdvanceAsync(TimeSpan.FromMinutes(16));
            }
        }
    }

    public async Task<IReadOnlyList<JsonElement>> GetRequestsAsync(string source) => [.. (await GetAsync($"requests?service={source}")).GetProperty("items").EnumerateArray()];

    public Task ClearRequestsAsync() => DeleteAsync("requests");

    public async Task<IReadOnlyList<JsonElement>> GetMetersAsync() => [.. (await GetAsync("meters")).GetProperty("items").EnumerateArray()];

    /// <summary>What Share in the services' apps gives for a recording.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetShareLinksAsync(string isrc) => [.. (await GetAsync($"share?isrc={isrc}")).GetProperty("items").EnumerateArray()];

    /// <summary>The mails in a mailbox, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetMailsAsync(string address) => [.. (await GetAsync($"mailbox/{address}")).GetProperty("items").EnumerateArray()];

    /// <summary>What opened something there; none was forgotten.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetSecretsAsync()
    {
        var told = await GetAsync("secrets");
        Assert.Equal(0, told.GetProperty("forgotten").GetInt64());
        return [.. told.GetProperty("items").EnumerateArray()];
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(root, path));
        return await Api.ReadAsync(answer, HttpStatusCode.OK);
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await http.PutAsJsonAsync(new Uri(root, path), body);
        await Api.ReadAsync(answer, HttpStatusCode.OK);
    }

    private async Task DeleteAsync(string path)
    {
        using var answer = await http.DeleteAsync(new Uri(root, path));
        answer.EnsureSuccessStatusCode();
    }
}
