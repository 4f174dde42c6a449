using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>One Bicep file as the grammar reads it. With faults it has no declarations.</summary>
/// <param name="Name">As in <c>infra</c>: <c>main.bicep</c>.</param>
/// <param name="Faults">Line and text of each place the grammar does not know.</param>
public sealed record BicepFile(string Name, IReadOnlyList<string> Faults, IReadOnlyList<BicepDeclaration> Declarations)
{
    public IEnumerable<BicepDeclaration> Parameters => OfKind("param");

    public IEnumerable<BicepDeclaration> Variables => OfKind("var");

    public IEnumerable<BicepDeclaration> Resources => OfKind("resource");

    public IEnumerable<BicepDeclaration> Modules => OfKind("module");

    public IEnumerable<BicepDeclaration> Outputs => OfKind("output");

    public IEnumerable<BicepDeclaration> Imports => OfKind("import");

    private IEnumerable<BicepDeclaration> OfKind(string kind) => Declarations.Where(declaration => declaration.Kind == kind);
}

/// <summary>One declaration at the top of a file.</summary>
/// <param name="Type">Of a parameter or an output: <c>string</c>; else empty.</param>
/// <param name="Source">Of a resource its type and version, of a module or an import its file; else empty.</param>
/// <param name="Names">What an import brings.</param>
/// <param name="Decorators">Calls, without their at sign.</param>
/// <param name="Value">Null: a parameter without a default.</param>
public sealed record BicepDeclaration(string Kind, string Name, int Line, string Type, string Source, bool IsExisting, IReadOnlyList<string> Names, IReadOnlyList<BicepExpression> Decorators, BicepExpression? Value)
{
    public string? Description => Decorators.FirstOrDefault(decorator => decorator.Text == "description")?.Children[0].Text;

    public IReadOnlyList<string> Allowed => [.. Decorators.Where(decorator => decorator.Text == "allowed").SelectMany(decorator => decorator.Children[0].Children).Select(value => value.Text)];

    public bool IsSecure => Decorators.Any(decorator => decorator.Text == "secure");

    /// <summary>The object between the braces, whatever condition or loop is around it.</summary>
    public BicepExpression? Body => Value?.Kind switch
    {
        "if" or "for" => Value.Children[^1].Kind == "if" ? Value.Children[^1].Children[^1] : Value.Children[^1],
        _ => Value,
    };
}

/// <summary>Asks the grammar (<c>read-bicep.mjs</c>).</summary>
public static class Bicep
{
    public static string Folder { get; } = Path.Combine(LocalTools.RepositoryRoot, "infra");

    private static readonly JsonSerializerOptions s_json = new() { PropertyNameCaseInsensitive = true };

    private static readonly Lazy<Task<IReadOnlyList<BicepFile>>> s_infra = new(() => ReadAsync(
        Directory.GetFiles(Folder, "*.bicep", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Folder, file), File.ReadAllText)));

    /// <summary>All files of <c>infra</c>, read once.</summary>
    public static Task<IReadOnlyList<BicepFile>> InfraAsync() => s_infra.Value;

    public static async Task<IReadOnlyList<BicepFile>> ReadAsync(IReadOnlyDictionary<string, string> files) =>
        JsonSerializer.Deserialize<List<BicepFile>>(await NodeScript.RunAsync(Path.Combine("tests", "Functions.Tests", "Infrastructure", "read-bicep.mjs"), [], JsonSerializer.Serialize(files)), s_json)!;

    /// <summary>Files of a test, each as its name and its text.</summary>
    public static Task<IReadOnlyList<BicepFile>> ReadAsync(params (string Name, string Text)[] files) => ReadAsync(files.ToDictionary(file => file.Name, file => file.Text));
}
