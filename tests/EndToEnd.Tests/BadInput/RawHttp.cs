using System.Net.Sockets;
using System.Text;

namespace Smartlinks.EndToEnd.Tests.BadInput;

/// <summary>An answer read byte by byte.</summary>
/// <param name="Head">Status line and headers.</param>
public sealed record RawAnswer(int Status, string Head, string Body)
{
    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>Sends what no HTTP client would: the bytes of a request as they stand (Latin-1), over a connection of its own.</summary>
public sealed class RawHttp(Uri server)
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    /// <param name="path">As it goes into the request line.</param>
    /// <param name="headers">Lines, each ended by CR LF.</param>
    public Task<RawAnswer> GetAsync(string path, string headers = "", string method = "GET") =>
        SendAsync($"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUser-Agent: {Fan.Phone}\r\n{headers}Connection: close\r\n\r\n");

    public Task<RawAnswer> SendAsync(string request) => SendAsync(Encoding.Latin1.GetBytes(request));

    /// <exception cref="TimeoutException">No whole answer came: the server hangs.</exception>
    public async Task<RawAnswer> SendAsync(byte[] request)
    {
        using var client = new TcpClient();
        using var deadline = new CancellationTokenSource(s_deadline);
        try
        {
            await client.ConnectAsync(server.Host, server.Port, deadline.Token);
            var stream = client.GetStream();
            // A server that refuses early need not read on: what it answered counts.
            var sending = SendAllAsync(stream, request, deadline.Token);
            using var answer = new MemoryStream();
            try
            {
                await stream.CopyToAsync(answer, deadline.Token);
            }
            catch (IOException) when (answer.Length > 0)
            {
            }

            await sending;
            return Read(Encoding.Latin1.GetString(answer.ToArray()));
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No whole answer within {s_deadline} to {Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(200, request.Length)))}");
        }
    }

    private static async Task SendAllAsync(NetworkStream stream, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(request, cancellationToken);
        }
        catch (IOException)
        {
        }
    }

    private static RawAnswer Read(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) throw new InvalidDataException($"Not an answer: '{text}'");
        return new RawAnswer(int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
