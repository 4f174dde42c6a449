using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>What <c>azd</c> reads: azure.yaml, the parameters, and the page that explains them.</summary>
public sealed partial class AzdTests
{
    private static string Root { get; } = LocalTools.RepositoryRoot;

    private static string Yaml { get; } = File.ReadAllText(Path.Combine(Root, "azure.yaml"));

    [SpecsFact]
    public async Task Azure_yaml_is_as_its_schema_has_it() => Assert.Empty(await ValidateAsync(Yaml));

    [SpecsTheory]
    [InlineData("name: smartlinks\nservices:\n  app: { project: src/Functions }", "host")]
    [InlineData("services: {}", "name")]
    [InlineData("name: smartlinks\nhooks:\n  afterprovision: { shell: sh, run: ls }", "afterprovision")]
    [InlineData("name: smartlinks\nhooks:\n  postprovision: { shell: bash, run: ls }", "postprovision")]
    public async Task What_is_wrong_in_it_would_be_found(string yaml, string what) => Assert.Contains(what, string.Concat(await ValidateAsync(yaml)), StringComparison.Ordinal);

    [Fact]
    public void The_service_is_the_project_that_is_published_and_its_secrets_have_a_place()
    {
        Assert.Contains("project: src/Functions\n", Yaml, StringComparison.Ordinal);
        var project = XDocument.Load(Path.Combine(Root, "src", "Functions", "Functions.csproj"));
        // azd would write one into the project.
        Assert.NotNull(project.Descendants("UserSecretsId").FirstOrDefault());
        Assert.True(File.Exists(Path.Combine(Root, "infra", "SealingKey", "SealingKey.csproj")));
    }

    [Fact]
    public async Task The_site_has_the_services_tag()
    {
        var tags = (await Bicep.InfraAsync()).Single(file => file.Name == "app.bicep").Resources.Single(resource => resource.Name == "site").Body!.Member("tags")!;

        Assert.Equal("app", tags.Children[1].Member("azd-service-name")!.Text);
    }

    [Fact]
    public async Task Outputs_are_what_azure_yaml_reads()
    {
        var outputs = (await Bicep.InfraAsync()).Single(file => file.Name == "main.bicep").Outputs.Select(output => output.Name).Order(StringComparer.Ordinal);

        Assert.Equal(Variable().Matches(Yaml).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal), outputs);
    }

    [Fact]
    public async Task Every_parameter_is_given_and_explained_with_another_value()
    {
        var main = (await Bicep.InfraAsync()).Single(file => file.Name == "main.bicep");
        using var given = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "infra", "main.parameters.json")));
        var values = given.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.GetProperty("value"));
        // The clock gives this one.
        var parameters = main.Parameters.Where(parameter => parameter.Name != "budgetStart").ToList();

        Assert.Equal(parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), values.Keys.Order(StringComparer.Ordinal));
        foreach (var parameter in parameters.Where(parameter => parameter.Value is not null)) Assert.Equal((parameter.Name, DefaultOf(parameter)), (parameter.Name, DefaultOf(values[parameter.Name])));
        var page = File.ReadAllText(Path.Combine(Root, "docs", "operations.md"));
        foreach (var (name, value) in values)
            if (value.ValueKind == JsonValueKind.String) Assert.True(RowOf(page, Variable().Match(value.GetString()!).Groups["name"].Value) is { } row && row.Split('|')[2].Trim() != row.Split('|')[3].Trim(), $"{name} is not in the table of docs/operations.md with two values");
        Assert.DoesNotContain(main.Parameters, parameter => parameter.Allowed.Count == 1);
    }

    [Fact]
    public void The_table_is_read_by_its_columns()
    {
        const string page = "| `A` | 1 | 2 | why |\n| `B` | 1 | 1 | why |";

        Assert.Equal("| `B` | 1 | 1 | why |", RowOf(page, "B"));
        Assert.Null(RowOf(page, "C"));
    }

    private static string? RowOf(string page, string variable) => page.Split('\n').FirstOrDefault(line => line.StartsWith($"| `{variable}` |", StringComparison.Ordinal));

    private static string DefaultOf(BicepDeclaration parameter) => parameter.Value!.Kind == "object" ? "{}" : parameter.Value.Text;

    private static string DefaultOf(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.ToString() : Variable().Match(value.GetString()!).Groups["default"].Value;

    private static async Task<IReadOnlyList<string>> ValidateAsync(string yaml) => JsonSerializer.Deserialize<List<string>>(
        await NodeScript.RunAsync(Path.Combine("tests", "Functions.Tests", "Infrastructure", "validate-azure-yaml.mjs"), [Path.Combine(SpecsFactAttribute.Folder, "azure.yaml.v1.0.schema.json")], yaml))!;

    /// <summary><c>${NAME=default}</c>, <c>$NAME</c> of a shell, <c>$env:NAME</c> of another.</summary>
    [GeneratedRegex(@"\$(\{|env:)?(?<name>[A-Z][A-Z_]+)(=(?<default>[^}]*))?")]
    private static partial Regex Variable();
}
