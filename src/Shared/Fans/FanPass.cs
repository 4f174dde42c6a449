using Smartlinks.Storage.Sealing;

namespace Smartlinks.Fans;

/// <summary>
/// What a fan shows to be that fan: <c>fan_….{signature}</c>, in a cookie and in the address of the fan's own page. It is no secret kept at our side; who has it is the fan.
/// Signed under the first sealing key, good under all of them.
/// </summary>
public sealed class FanPass(SealingKeys keys)
{
    /// <summary>Over https; its prefix binds it to this host (RFC 6265bis §4.1.3.2).</summary>
    public const string CookieName = "__Host-sl_fan";

    /// <summary>On <c>http://127.0.0.1</c>, where no cookie can be marked as secure.</summary>
    public const string PlainCookieName = "sl_fan";

    private const string PathPrefix = "/presave/mine?pass=";

    private readonly Signer _signer = new(keys, "fan pass");

    public string Write(FanId fan) => $"{fan}.{_signer.Sign(fan.ToString())}";

    public bool TryRead(string? pass, out FanId fan)
    {
        fan = default;
        var dot = pass?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !FanId.TryParse(pass![..dot], out var named) || !_signer.IsSigned(named.ToString(), pass[(dot + 1)..])) return false;
        fan = named;
        return true;
    }

    /// <summary>Whether a good pass is under the key that signs now; else the fan is to be given a new one.</summary>
    public bool IsCurrent(string pass) => TryRead(pass, out var fan) && pass == Write(fan);

    /// <summary>Path of the fan's own page. The pass is in the query: telemetry of platforms keeps paths, and leaves queries out.</summary>
    public string PathOf(FanId fan) => PathPrefix + Write(fan);
}
