using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Organizations.Members;

/// <summary>
/// Names a person who signs in, for good: <c>per_</c> and 26 characters that follow from the provider's name and the person's name there. So who signs in twice at once is one
/// person, and no list of names is kept. <c>default</c> is not a valid id.
/// </summary>
public readonly record struct PersonId
{
    public const string Prefix = "per_";
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;
    private readonly string? _value;

    private PersonId(string value) => _value = value;

    /// <param name="issuer">The OpenID provider, as it names itself.</param>
    /// <param name="subject">Whom it means: unique there, and never given to another (OpenID Connect Core §2).</param>
    public static PersonId Of(string issuer, string subject)
    {
        // A line break is in neither, so no two pairs are written the same.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}"));
        return new PersonId(Prefix + string.Create(Length, hash, static (span, bytes) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = Alphabet[bytes[i] & 31];
        }));
    }

    public static bool TryParse(string? text, out PersonId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.AsSpan(Prefix.Length).IndexOfAnyExcept(Alphabet) >= 0) return false;
        id = new PersonId(text);
        return true;
    }

    public static PersonId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a person's id.");

    public override string ToString() => _value ?? throw new InvalidOperationException("A person's id was never set.");
}
