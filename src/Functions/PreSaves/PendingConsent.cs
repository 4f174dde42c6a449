using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.PreSaves;

/// <summary>What a fan began at one link and is to finish at a service. Its verifier is a secret; its text does not show it.</summary>
/// <param name="State">Goes to the service and comes back; random, once for each beginning.</param>
/// <param name="Verifier">Proves that who redeems the code is who asked for it (RFC 7636).</param>
/// <param name="Zone">IANA id.</param>
/// <param name="Fan">Who will have said yes: decided now, so that a second try is the same fan's.</param>
public sealed record PendingConsent(StreamingService Service, LinkAddress Address, LinkId Link, FanId Fan, string State, string Verifier, string Zone, string? Country, bool Follows, DateTimeOffset StartedAt)
{
    /// <summary>Where the fan wants to be written to; null: nowhere.</summary>
    public EmailAddress? Email { get; init; }

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int StateLength = 43;
    private const int VerifierLength = 64;

    /// <summary>S256 of the verifier.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static PendingConsent Begin(StreamingService service, Link link, FanId fan, string zone, string? country, bool follows, IIdSource ids, DateTimeOffset now) => new(
        service, link.Address, link.Id, fan, ids.NewText(Alphabet, StateLength), ids.NewText(Alphabet, VerifierLength), zone, country, follows, now);

    public override string ToString() => $"{nameof(PendingConsent)} of {Service} for {Link}";
}

/// <summary>
/// Keeps pending consents in the browser that began them, sealed and bound to their state: a callback with another browser's, another's or an old state opens nothing.
/// One cookie a consent, so that two tabs do not undo each other.
/// </summary>
public sealed partial class ConsentCookies(Sealer sealer, TimeProvider time)
{
    /// <summary>How long a fan may take at the service.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private const string Prefix = "sl_consent_";
    private const string Path = "/presave/callback";
    private const int NamedBy = 12;

    public void Keep(HttpContext context, PendingConsent consent)
    {
        var stored = new Stored(consent.Service.Id, consent.Address.Domain, consent.Address.Slug.ToString(), consent.Link.ToString(), consent.Fan.ToString(), consent.Verifier, consent.Zone, consent.Country, consent.Follows, consent.StartedAt, consent.Email?.ToString());
        var text = sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(stored, ConsentJson.Default.Stored), Place(consent.State));
        Append(context, consent.State, text, (long)Life.TotalSeconds);
    }

    /// <summary>The consent this browser began with <paramref name="state"/>, which it forgets by it; null: none, or too long ago.</summary>
    public PendingConsent? Take(HttpContext context, string? state)
    {
        if (state is not { Length: >= NamedBy } || context.Request.Cookies[Name(state)] is not { } text) return null;
        Append(context, state, "", 0);
        if (!sealer.TryOpen(text, Place(state), out var bytes) || JsonSerializer.Deserialize(bytes, ConsentJson.Default.Stored) is not { } stored) return null;
        var (now, begun) = (time.GetUtcNow(), stored.StartedAt);
        if (now - begun > Life || !StreamingService.TryParse(stored.Service, out var service) || !FanId.TryParse(stored.Fan, out var fan)) return null;
        return new PendingConsent(service, new LinkAddress(stored.Domain, Slug.Parse(stored.Slug)), LinkId.Parse(stored.Link), fan, state, stored.Verifier, stored.Zone, stored.Country, stored.Follows, begun) { Email = EmailAddress.TryParse(stored.Email, out var email) ? email : null };
    }

    private static string Place(string state) => $"consent|{state}";

    private static string Name(string state) => Prefix + new string([.. state.Take(NamedBy).Where(char.IsAsciiLetterOrDigit)]);

    private static void Append(HttpContext context, string state, string value, long seconds) => context.Response.Headers.Append("Set-Cookie",
        $"{Name(state)}={value}; Max-Age={seconds}; Path={Path}; HttpOnly; SameSite=Lax{(PublicOrigin.IsHttps(context.Request) ? "; Secure" : "")}");

    internal sealed record Stored(string Service, string Domain, string Slug, string Link, string? Fan, string Verifier, string Zone, string? Country, bool Follows, DateTimeOffset StartedAt, string? Email);

    [JsonSerializable(typeof(Stored))]
    private sealed partial class ConsentJson : JsonSerializerContext;
}
