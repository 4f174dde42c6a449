using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Links;

/// <summary>
/// A link's version as the API's ETag shows it: a hash of what an admin sees and may change, as it is stored. When it was looked at and when it is looked at next
/// is not in it, so that it does not age by itself (<c>docs/adr/0013-version-links-by-what-admins-see.md</c>).
/// </summary>
public static class LinkVersion
{
    /// <summary>A strong entity tag, quotes included.</summary>
    public static string Of(Link link) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(link))).AsSpan(0, 10))}\"";

    /// <summary><paramref name="after"/>, changed last when <paramref name="before"/> was if nobody sees a difference.</summary>
    public static Link Date(Link before, Link after) => Of(before) == Of(after) ? after with { UpdatedAt = before.UpdatedAt } : after;

    /// <summary>The stored form: what is cut or read differently there is the same version for who wrote it and who reads it.</summary>
    private static string Text(Link link)
    {
        var row = LinkRow.ToEntity(link with { Source = link.Source with { IsShareDead = false }, WasResolved = false, GrantedBy = null, Resolving = false, LookUpDueAt = null, ArtworkKey = null, UpdatedAt = link.CreatedAt, Destinations = [.. link.Destinations.Select(Seen)] });
        var properties = row.Properties.Where(property => property.Value is not null).OrderBy(property => property.Key, StringComparer.Ordinal);
        return string.Join('\n', properties.Select(property => $"{property.Key}={Write(property.Value!)}").Prepend(row.PartitionKey));
    }

    /// <summary>Of bad checks, a second one hides the destination; further ones change nothing.</summary>
    private static Destination Seen(Destination destination) => destination with
    {
        DueAt = null, CheckedAt = null, Attempts = 0, Silences = 0, Flag = destination.Flag is { } flag ? flag with { Checks = Math.Min(flag.Checks, 2) } : null,
    };

    private static string Write(object value) => value is DateTimeOffset at ? at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
