using Smartlinks.LocalHost.Azurite;

namespace Smartlinks.Support;

/// <summary>The repository's folder and its npm tools, found from where the tests run.</summary>
public static class LocalTools
{
    /// <summary>The folder with package-lock.json.</summary>
    public static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory);

    public static NpmTools Npm() => new(RepositoryRoot, Console.Error, SearchPath(), TimeProvider.System);

#pragma warning disable RS0030 // A test has no configuration to read PATH through.
    public static string SearchPath() => Environment.GetEnvironmentVariable("PATH") ?? "";
#pragma warning restore RS0030

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "package-lock.json")) ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}
