using System.Text.RegularExpressions;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>The workflows run pinned code with as few rights as they need, and deploy with every parameter there is.</summary>
public sealed partial class WorkflowTests
{
    private static IReadOnlyDictionary<string, string> Workflows { get; } =
        Directory.GetFiles(Path.Combine(LocalTools.RepositoryRoot, ".github", "workflows")).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    [Fact]
    public void Every_action_is_pinned_to_a_commit()
    {
        Assert.Equal(["ci.yml", "deploy.yml"], Workflows.Keys.Order(StringComparer.Ordinal));
        Assert.All(Workflows.Values, workflow => Assert.Empty(Unpinned(workflow)));
        Assert.Equal(["actions/checkout@v4"], Unpinned("      - uses: actions/checkout@v4\n      - uses: a/b@0123456789012345678901234567890123456789 # v1"));
    }

    [Fact]
    public void No_secret_is_kept_at_the_forge_and_rights_are_named()
    {
        foreach (var workflow in Workflows.Values)
        {
            Assert.DoesNotContain("secrets.", workflow, StringComparison.Ordinal);
            Assert.DoesNotContain("pull_request_target", workflow, StringComparison.Ordinal);
            Assert.Matches(@"(?m)^permissions:", workflow);
        }

        Assert.DoesNotContain("id-token", Workflows["ci.yml"], StringComparison.Ordinal);
        Assert.Equal(["contents: read", "id-token: write"], Right().Matches(Workflows["deploy.yml"]).Select(match => match.Groups["right"].Value));
    }

    [Fact]
    public void What_was_passed_in_by_an_event_is_never_part_of_a_script() =>
        Assert.DoesNotMatch(@"run:.*\$\{\{", string.Concat(Workflows.Values));

    [Fact]
    public void Every_parameter_can_be_set_for_a_deployment()
    {
        var parameters = Parameter().Matches(File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "infra", "main.parameters.json"))).Select(match => match.Value).Distinct().ToList();

        Assert.True(parameters.Count > 10, "the parameters were found");
        Assert.Empty(parameters.Where(parameter => !Workflows["deploy.yml"].Contains($"      {parameter}: ${{{{ vars.{parameter} }}}}\n", StringComparison.Ordinal)).ToList());
    }

    private static IEnumerable<string> Unpinned(string workflow) => Uses().Matches(workflow).Select(match => match.Groups["action"].Value).Where(action => !Pinned().IsMatch(action));

    [GeneratedRegex(@"uses: (?<action>\S+)")]
    private static partial Regex Uses();

    [GeneratedRegex("@[0-9a-f]{40}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^      (?<right>[a-z-]+: (read|write))$", RegexOptions.Multiline)]
    private static partial Regex Right();

    [GeneratedRegex("SMARTLINKS_[A-Z_]+")]
    private static partial Regex Parameter();
}
