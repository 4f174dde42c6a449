using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Answers of services in their real shapes, our own making.</summary>
internal static class ServiceFixtures
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Services", name));
}
