using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Links;

/// <summary>A stored link's version as the API's ETag shows it: storage's own tag holds quotes and dates that do not travel well.</summary>
public static class LinkVersion
{
    /// <summary>A strong entity tag, quotes included.</summary>
    public static string Of(Link link) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{link.Address}\n{link.ETag}")).AsSpan(0, 10))}\"";
}
