using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>A test that needs the services' recorded answers, which are not part of the repository: <c>../shared/specs</c> from its root.</summary>
public sealed class SpecsFactAttribute : FactAttribute
{
    public SpecsFactAttribute()
    {
        if (!Directory.Exists(Folder)) Skip = "needs the services' recorded answers in ../shared/specs beside the repository";
    }

    private static string Folder { get; } = Path.Combine(LocalTools.RepositoryRoot, "..", "shared", "specs");

    public static string Sample(string name) => File.ReadAllText(Path.Combine(Folder, "samples", name));

    public static string Spec(string name) => File.ReadAllText(Path.Combine(Folder, name));
}
