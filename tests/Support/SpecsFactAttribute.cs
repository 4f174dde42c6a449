using Xunit;

namespace Smartlinks.Support;

/// <summary>A test that needs published descriptions and recorded answers, which are not part of the repository: <c>../shared/specs</c> from its root.</summary>
public sealed class SpecsFactAttribute : FactAttribute
{
    public SpecsFactAttribute()
    {
        if (!Directory.Exists(Folder)) Skip = "needs the published descriptions in ../shared/specs beside the repository";
    }

    public static string Folder { get; } = Path.Combine(LocalTools.RepositoryRoot, "..", "shared", "specs");

    public static string Sample(string name) => File.ReadAllText(Path.Combine(Folder, "samples", name));

    public static string Spec(string name) => File.ReadAllText(Path.Combine(Folder, name));
}
