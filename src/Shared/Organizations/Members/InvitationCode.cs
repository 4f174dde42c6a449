using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Organizations.Members;

/// <summary>
/// What an invitation's link carries: <c>{organization}.{id}.{secret}</c>. The secret (32 characters, about 157 random bits) is kept nowhere but in the link; the row has its
/// SHA-256, which needs no salt or stretching at that entropy.
/// </summary>
public sealed record InvitationCode
{
    private const string Alphabet = "23456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 10;
    private const int SecretLength = 32;

    private InvitationCode(OrganizationId organization, string id, string secret) => (Organization, Id, Secret) = (organization, id, secret);

    public OrganizationId Organization { get; }

    public string Id { get; }

    private string Secret { get; }

    public static InvitationCode New(OrganizationId organization, IIdSource ids) => new(organization, ids.NewText(Alphabet, IdLength), ids.NewText(Alphabet, SecretLength));

    public static bool TryParse(string? text, [NotNullWhen(true)] out InvitationCode? code)
    {
        code = null;
        if (text?.Split('.') is not [var named, var id, var secret] || !OrganizationId.TryParse(named, out var organization)) return false;
        if (!IsId(id) || secret.Length != SecretLength || secret.AsSpan().IndexOfAnyExcept(Alphabet) >= 0) return false;
        code = new InvitationCode(organization, id, secret);
        return true;
    }

    /// <summary>Whether it can be the part of a code that names the invitation.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.AsSpan().IndexOfAnyExcept(Alphabet) < 0;

    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    public bool Matches(ReadOnlySpan<byte> storedHash) => CryptographicOperations.FixedTimeEquals(Hash(), storedHash);

    /// <summary>The whole code, to be shown once to who invites.</summary>
    public string Reveal() => $"{Organization}.{Id}.{Secret}";

    /// <summary>Safe to log: never the secret.</summary>
    public override string ToString() => $"{Organization}.{Id}.…";
}
