using System.Security.Cryptography;

namespace Smartlinks.EndToEnd.Tests.Published;

/// <summary>All that lies in a folder: names, kinds of access, times and contents. Equal when nothing was written there, whoever may write.</summary>
internal static class FolderListing
{
    public static IReadOnlyList<string> Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(entry => $"{Path.GetRelativePath(folder, entry)} {File.GetUnixFileMode(entry)} {File.GetLastWriteTimeUtc(entry):O} {(File.Exists(entry) ? Hash(entry) : "folder")}"),
    ];

    /// <summary>As a package is mounted. Root may write all the same, which is why the listing is compared.</summary>
    public static void TakeWriting(string folder)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder)) File.SetUnixFileMode(entry, File.GetUnixFileMode(entry) & ~Write);
    }

    public static void GiveWriting(string folder)
    {
        foreach (var entry in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder)) File.SetUnixFileMode(entry, File.GetUnixFileMode(entry) | UnixFileMode.UserWrite);
    }

    private const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
