using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Billing.Webhooks;

/// <summary>
/// Stripe's signature of a webhook: <c>t={seconds},v1={hex}</c>, of which <c>v1</c> is HMAC-SHA256 over <c>{t}.{body}</c> under the endpoint's secret, as text. Several <c>v1</c> come
/// while Stripe rolls a secret over. Other schemes are passed over.
/// </summary>
public static class StripeSignature
{
    private const int MostLength = 2_000;
    private const int MostSignatures = 20;

    /// <param name="body">As it came, byte for byte.</param>
    /// <param name="tolerance">How far its time may be from <paramref name="now"/>, either way.</param>
    public static bool IsGood(string? header, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now, TimeSpan tolerance)
    {
        if (header is not { Length: > 0 and <= MostLength } || !TryRead(header, out var time, out var signatures)) return false;
        if ((now - time.At).Duration() > tolerance) return false;
        var signed = new byte[Encoding.UTF8.GetByteCount(time.Text) + 1 + body.Length];
        var length = Encoding.UTF8.GetBytes(time.Text, signed);
        signed[length] = (byte)'.';
        body.CopyTo(signed.AsSpan(length + 1));
        var isGood = false;
        foreach (var secret in secrets)
        {
            var right = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
            foreach (var signature in signatures) isGood |= CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(signature));
        }

        return isGood;
    }

    private static bool TryRead(string header, out (string Text, DateTimeOffset At) time, out List<string> signatures)
    {
        (time, signatures) = (default, []);
        foreach (var part in header.Split(','))
        {
            if (part.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at)) continue;
            var (name, value) = (part[..at].Trim(), part[(at + 1)..].Trim());
            if (name == "t" && !TryReadTime(value, out time)) return false;
            if (name == "v1" && signatures.Count < MostSignatures) signatures.Add(value);
        }

        return time.Text is not null && signatures.Count > 0;
    }

    private static bool TryReadTime(string text, out (string Text, DateTimeOffset At) time)
    {
        time = default;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799) return false;
        time = (text, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return true;
    }
}
