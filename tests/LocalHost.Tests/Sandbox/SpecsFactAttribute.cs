namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>A test that needs the services' descriptions and recorded answers, which are not part of the repository: <c>../shared/specs</c> from its root.</summary>
public sealed class SpecsFactAttribute : FactAttribute
{
    public SpecsFactAttribute()
    {
        if (!Directory.Exists(Folder))
        {
            Skip = "needs the services' descriptions in ../shared/specs beside the repository";
        }
    }

    public static string Folder { get; } = Path.Combine(RepositoryRoot, "..", "shared", "specs");

    public static string RepositoryRoot => FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Smartlinks.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
