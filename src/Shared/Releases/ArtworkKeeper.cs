using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.Releases;

/// <summary>A kept picture.</summary>
/// <param name="ContentType"><c>image/jpeg</c>, <c>image/png</c> or <c>image/webp</c>.</param>
public sealed record Artwork(string ContentType, byte[] Bytes);

/// <summary>
/// Keeps a copy of a release's artwork, so that a page asks no third party and does not lose its picture. Table <c>artwork</c>: partition = key
/// (hash of the source address), row <c>picture</c>, at most <see cref="MostBytes"/>; or row <c>failure</c>, while the source has none that can be kept.
/// </summary>
public sealed class ArtworkKeeper(ITableClient pictures, HttpClient http, TimeProvider time, ILogger<ArtworkKeeper> log)
{
    public const string Table = "artwork";

    /// <summary>What fits a row of 1 MiB in properties of 64 KiB.</summary>
    public const int MostBytes = 15 * PartBytes;

    private const int PartBytes = 64 * 1024;
    private const string RowKey = "picture";
    private const string FailureKey = "failure";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    /// <summary>What a picture is kept under, whether it is or not.</summary>
    public static string KeyOf(Uri source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.AbsoluteUri)).AsSpan(0, 16));

    /// <summary>After so long a source that had no picture to keep is asked again: an hour, twice as long each time, a week at most.</summary>
    public static TimeSpan AfterFailure(int failures) => TimeSpan.FromHours(Math.Min(Math.Pow(2, failures - 1), 7 * 24));

    /// <summary>The key under which the picture is kept; null when the source has none that can be kept (why is logged), or had none when it was asked lately.</summary>
    public async Task<string?> KeepAsync(Uri source, CancellationToken cancellationToken)
    {
        var key = KeyOf(source);
        var known = await ListAsync(key, cancellationToken);
        if (known.Any(row => row.RowKey == RowKey)) return key;
        var failure = known.FirstOrDefault(row => row.RowKey == FailureKey);
        if (failure?.GetDateTimeOffset("RetryAt") > time.GetUtcNow()) return null;
        if (await FetchAsync(source, cancellationToken) is not { } bytes)
        {
            var failures = (failure?.GetInt32("Failures") ?? 0) + 1;
            await pictures.UpsertEntityAsync(new TableEntity(key, FailureKey) { ["Failures"] = failures, ["RetryAt"] = time.GetUtcNow() + AfterFailure(failures) }, TableUpdateMode.Replace, cancellationToken);
            return null;
        }

        var row = new TableEntity(key, RowKey) { ["ContentType"] = ContentTypeOf(bytes), ["Parts"] = (bytes.Length + PartBytes - 1) / PartBytes };
        for (var part = 0; part * PartBytes < bytes.Length; part++) row[$"Part{part}"] = bytes[(part * PartBytes)..Math.Min(bytes.Length, (part + 1) * PartBytes)];
        await pictures.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        if (failure is not null) await pictures.DeleteEntityAsync(key, FailureKey, ETag.All, cancellationToken);
        return key;
    }

    /// <summary>What is there of a picture, without its bytes.</summary>
    private async Task<IReadOnlyList<TableEntity>> ListAsync(string key, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        string? continuation = null;
        do
        {
            var page = await pictures.QueryPageAsync(TableFilter.Partition(key), 10, continuation, ["Failures", "RetryAt"], cancellationToken);
            rows.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return rows;
    }

    public async Task<Artwork?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length != 32 || !key.All(char.IsAsciiHexDigitLower)) return null;
        if (await pictures.GetEntityIfExistsAsync(key, RowKey, cancellationToken) is not { } row || row.GetString("ContentType") is not { } type) return null;
        var bytes = new MemoryStream();
        for (var part = 0; part < (row.GetInt32("Parts") ?? 0); part++) bytes.Write(row.GetBinary($"Part{part}"));
        return new Artwork(type, bytes.ToArray());
    }

    /// <summary>A handler that connects to public addresses only: a label's admin names the source, and must not reach this deployment's own network through it.</summary>
    public static SocketsHttpHandler PublicOnlyHandler(bool allowLoopback) => new()
    {
        AllowAutoRedirect = true,
        MaxAutomaticRedirections = 3,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            var open = addresses.Where(address => IsPublic(address) || (allowLoopback && IPAddress.IsLoopback(address))).ToArray();
            if (open.Length == 0) throw new HttpRequestException("The artwork's host has no public address.");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>Whether an address is on the public internet (RFC 6890's special blocks are not).</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return false;
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            // Only 2000::/3 is given out; of it not what the registries keep for themselves, documentation and tunnels to IPv4 addresses.
            return (bytes[0] & 0xE0) == 0x20 && bytes is not ([0x20, 0x01, 0x00 or 0x01, ..] or [0x20, 0x01, 0x0D, 0xB8, ..] or [0x20, 0x02, ..] or [0x3F, 0xFF, < 0x10, ..]);
        return bytes switch
        {
            [0 or 10 or 127, ..] or [>= 224, ..] => false,
            [100, >= 64 and <= 127, ..] or [169, 254, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] => false,
            [192, 0, 0 or 2, _] or [198, 18 or 19, ..] or [198, 51, 100, _] or [203, 0, 113, _] => false,
            // The address under which Azure's own platform answers inside each virtual machine.
            [168, 63, 129, 16] => false,
            _ => true,
        };
    }

    private async Task<byte[]?> FetchAsync(Uri source, CancellationToken cancellationToken)
    {
        // For the whole picture: the client's own time-out ends with the headers.
        using var deadline = new CancellationTokenSource(s_timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var answer = await http.GetAsync(source, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!answer.IsSuccessStatusCode) return Refuse(source, $"answered {(int)answer.StatusCode}");
            await using var stream = await answer.Content.ReadAsStreamAsync(both.Token);
            var bytes = new MemoryStream();
            var buffer = new byte[32 * 1024];
            for (int count; (count = await stream.ReadAsync(buffer, both.Token)) > 0;)
            {
                bytes.Write(buffer, 0, count);
                if (bytes.Length > MostBytes) return Refuse(source, $"is larger than {MostBytes:N0} bytes");
            }

            var picture = bytes.ToArray();
            return ContentTypeOf(picture) is null ? Refuse(source, "is not a JPEG, PNG or WebP picture") : picture;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or NotSupportedException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Refuse(source, failure.Message);
        }
    }

    private byte[]? Refuse(Uri source, string why)
    {
        log.LogWarning("The artwork at {Host} cannot be kept: it {Why}", source.Host, why);
        return null;
    }

    private static string? ContentTypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}
