using System.Text;

namespace Smartlinks.Fixtures.HandlerApp;

/// <summary>What arrived, in a form a test can compare.</summary>
internal static class Seen
{
    public static Dictionary<string, string[]> Headers(HttpRequest request) =>
        request.Headers.ToDictionary(static header => header.Key, static header => header.Value.Select(static value => value ?? "").ToArray());

    public static async Task<string> TextAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
