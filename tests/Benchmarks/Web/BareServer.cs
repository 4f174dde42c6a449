using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Smartlinks.Benchmarks.Web;

/// <summary>What a server costs that does nothing but answer: bare Kestrel with the bytes and headers of a file. Runs as its own process: <c>bare PORT FILE</c>.</summary>
internal static class BareServer
{
    public static async Task<int> RunAsync(string[] args)
    {
        var port = int.Parse(args[0], CultureInfo.InvariantCulture);
        var canned = JsonSerializer.Deserialize<CannedAnswer>(await File.ReadAllBytesAsync(args[1]))!;
        var headers = canned.Headers.Where(header => header.Key is not ("Date" or "Content-Length")).ToArray();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = canned.Status;
            foreach (var (name, value) in headers) context.Response.Headers[name] = value;
            context.Response.ContentLength = canned.Body.Length;
            return context.Response.Body.WriteAsync(canned.Body, 0, canned.Body.Length);
        });
        await app.RunAsync();
        return 0;
    }
}

/// <summary>An answer as it was once given.</summary>
internal sealed record CannedAnswer(int Status, Dictionary<string, string> Headers, byte[] Body);
