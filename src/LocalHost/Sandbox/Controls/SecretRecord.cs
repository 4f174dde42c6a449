using System.Text;
using Microsoft.Extensions.Primitives;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>A secret that was given or taken. Its text does not show it.</summary>
/// <param name="Source">Who gave or took it, by id.</param>
/// <param name="Kind">The name of the parameter or header it came in.</param>
public sealed record SandboxSecret(string Source, string Kind, string Value)
{
    public override string ToString() => $"{Kind} of {Source}";
}

/// <summary>
/// What the services gave to apps and took from them that opens something, so that a test can look for it wherever it must not be. Each once, the latest
/// <see cref="Capacity"/> of them. Thread-safe.
/// </summary>
public sealed class SecretRecord
{
    public const int Capacity = 20_000;

    private static readonly string[] s_headers = ["Music-User-Token", "x-api-key", "X-Goog-Api-Key"];

    private readonly Lock _lock = new();
    private readonly HashSet<SandboxSecret> _known = [];
    private readonly Queue<SandboxSecret> _order = new();

    /// <summary>How many were given up for later ones.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SandboxSecret> List()
    {
        lock (_lock) return [.. _order];
    }

    /// <param name="value">Null or empty: there is none.</param>
    public void Keep(SandboxSource source, string kind, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        var secret = new SandboxSecret(source.Id, kind, value);
        lock (_lock)
        {
            if (!_known.Add(secret)) return;
            _order.Enqueue(secret);
            if (_order.Count <= Capacity) return;
            _known.Remove(_order.Dequeue());
            Forgotten++;
        }
    }

    /// <summary>Notes what a request brings: in its headers, its query and its form.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // A mail's authorization is a signature of it, which opens nothing else.
        if (ServicePaths.Find(context.Request.Path) is { } source && source != ServicePaths.Mail)
        {
            foreach (var name in s_headers) Keep(source, name, context.Request.Headers[name].ToString());
            KeepAuthorization(source, context.Request.Headers.Authorization.ToString());
            Keep(source, context.Request.Query);
            if (context.Request.HasFormContentType) Keep(source, await context.Request.ReadFormAsync(context.RequestAborted));
        }

        await next(context);
    }

    private void Keep(SandboxSource source, IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        foreach (var (name, value) in fields.Where(field => LoggedQuery.IsSecret(field.Key) || field.Key == "state")) Keep(source, name, value.ToString());
    }

    private void KeepAuthorization(SandboxSource source, string header)
    {
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var value = space < 0 ? "" : header[(space + 1)..].Trim();
        if (header.StartsWith("Basic ", StringComparison.Ordinal)) KeepBasic(source, value);
        else Keep(source, source == StreamingService.AppleMusic ? "developer_token" : "access_token", value);
    }

    private void KeepBasic(SandboxSource source, string value)
    {
        var bytes = new byte[value.Length];
        if (Convert.TryFromBase64String(value, bytes, out var count) && Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is [_, var secret]) Keep(source, "client_secret", secret);
    }
}
