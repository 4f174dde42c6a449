using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smartlinks.Storage;

namespace Smartlinks.Organizations;

/// <summary>The version of settings as the API's ETag shows it: a hash of their stored form, so that it moves when they do and not with the rest of the row.</summary>
public static class SettingsVersion
{
    /// <summary>A strong entity tag, quotes included.</summary>
    public static string Of(OrganizationSettings settings)
    {
        var row = new TableEntity("-", "-");
        OrganizationRow.Write(settings, row);
        var text = string.Join('\n', row.Properties.Where(property => property.Value is not null).OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => $"{property.Key}={Convert.ToString(property.Value, CultureInfo.InvariantCulture)}"));
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 10))}\"";
    }
}
