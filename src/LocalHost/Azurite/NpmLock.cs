using System.Text.Json;

namespace Smartlinks.LocalHost.Azurite;

/// <summary>Compares package-lock.json with npm's own record of what it installed. File times say nothing: a checkout renews them.</summary>
internal static class NpmLock
{
    /// <summary>True when the record holds every package of the lock file that is not optional, at its version.</summary>
    public static async Task<bool> IsInstalledAsync(string lockFile, string record, CancellationToken cancellationToken)
    {
        if (!File.Exists(record))
        {
            return false;
        }

        using var wanted = JsonDocument.Parse(await File.ReadAllBytesAsync(lockFile, cancellationToken));
        using var installed = JsonDocument.Parse(await File.ReadAllBytesAsync(record, cancellationToken));
        var there = installed.RootElement.GetProperty("packages");
        return wanted.RootElement.GetProperty("packages").EnumerateObject().All(package =>
            package.Name.Length == 0 || IsOptional(package.Value)
            || (there.TryGetProperty(package.Name, out var found) && Version(found) == Version(package.Value)));
    }

    private static bool IsOptional(JsonElement package) =>
        package.TryGetProperty("optional", out var optional) && optional.GetBoolean();

    private static string? Version(JsonElement package) =>
        package.TryGetProperty("version", out var version) ? version.GetString() : null;
}
