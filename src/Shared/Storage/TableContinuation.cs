using Azure;

namespace Smartlinks.Storage;

/// <summary>The service's two continuation headers as one text: <c>{partition}|{row}</c>, each percent-encoded.</summary>
internal static class TableContinuation
{
    public static string? From(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition) || string.IsNullOrEmpty(partition))
        {
            return null;
        }

        var row = response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var key) ? key : "";
        return $"{Uri.EscapeDataString(partition)}|{Uri.EscapeDataString(row ?? "")}";
    }

    public static string ToQuery(string? continuation)
    {
        if (continuation is null)
        {
            return "";
        }

        var bar = continuation.IndexOf('|', StringComparison.Ordinal);
        if (bar <= 0 || !continuation.All(c => char.IsAsciiLetterOrDigit(c) || "-._~%|".Contains(c, StringComparison.Ordinal)))
        {
            throw new ArgumentException("Not a continuation of a table query.", nameof(continuation));
        }

        var row = continuation[(bar + 1)..];
        return row.Length == 0 ? $"&NextPartitionKey={continuation[..bar]}" : $"&NextPartitionKey={continuation[..bar]}&NextRowKey={row}";
    }
}
