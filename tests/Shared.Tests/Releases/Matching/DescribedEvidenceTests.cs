using System.Text.RegularExpressions;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>docs/matching.md names every evidence that the API can show.</summary>
public sealed partial class DescribedEvidenceTests
{
    [Fact]
    public void Every_evidence_is_described()
    {
        var page = File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "docs", "matching.md"));
        var names = new[] { "Links", "Releases" }.Select(room => Path.Combine(LocalTools.RepositoryRoot, "src", "Shared", room))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Evidence().Matches(File.ReadAllText(file))).SelectMany(match => match.Groups["name"].Captures).Select(name => name.Value).ToHashSet(StringComparer.Ordinal);

        Assert.True(names.Count > 30);
        Assert.Equal([], names.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    /// <summary>Those with a literal name; a code's are made of <c>isrc</c> or <c>upc</c> and the sign.</summary>
    [GeneratedRegex(@"(new Evidence\(|Note\(Signs\.[A-Za-z]+, )([^"",]*\? ""(?<name>[A-Za-z]+)"" : )?""(?<name>[A-Za-z]+)""")]
    private static partial Regex Evidence();
}
