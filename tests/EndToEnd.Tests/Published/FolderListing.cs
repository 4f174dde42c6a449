using System.Security.Cryptography;

namespace Smartlinks.EndToEnd.Tests.Published;

/// <summary>All that lies in a folder: names, kinds of access, times and contents. Equal when nothing was written there, whoever may write.</summary>
internal static class FolderListing
{
    private const UnixFileMode Writing = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static IReadOnlyList<string> Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(entry => $"{Path.GetRelativePath(folder, entry)} {ModeOf(entry)} {File.GetLastWriteTimeUtc(entry):O} {(File.Exists(entry) ? Hash(entry) : "folder")}"),
    ];

    /// <summary>As a package is mounted. Root may write all the same, which is why the listing is compared.</summary>
    public static void TakeWriting(string folder)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder)) SetMode(entry, ModeOf(entry) & ~Writing);
    }

    public static void GiveWriting(string folder)
    {
        foreach (var entry in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder)) SetMode(entry, ModeOf(entry) | UnixFileMode.UserWrite);
    }

    private static UnixFileMode ModeOf(string entry) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(entry);

    private static void SetMode(string entry, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(entry, mode);
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
