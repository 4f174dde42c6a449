using System.Security.Cryptography;
using System.Text;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.Artwork;

/// <summary>Where the picture of an album or artist is: <c>/artwork/{key}.png?size=</c> at the sandbox. The key follows from UPC or name.</summary>
public static class CoverAddress
{
    public static string Of(Uri baseAddress, Album album, int size) => At(baseAddress, Hash(album), size);

    public static string OfArtist(Uri baseAddress, string name, int size) => At(baseAddress, HashOf("artist|" + name), size);

    /// <summary>32 hexadecimal digits, as Deezer's md5_image.</summary>
    public static string Hash(Album album) => HashOf("cover|" + album.Upc);

    private static string At(Uri baseAddress, string key, int size) =>
        new Uri(baseAddress, size == CoverArt.Size ? $"artwork/{key}.png" : $"artwork/{key}.png?size={size}").ToString();

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
