using System.Text.Json;
using System.Text.RegularExpressions;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>What infra would deploy, computed from its files with values of a test where only Azure knows them.</summary>
public static partial class DeployedApp
{
    /// <summary>All functions of the code with their triggers.</summary>
    public static IReadOnlyList<(string Name, JsonElement Trigger)> Functions { get; } = [.. Directory
        .EnumerateFiles(Path.Combine(LocalTools.RepositoryRoot, "src", "Functions"), "function.json", SearchOption.AllDirectories).Where(file => !BuildOutput().IsMatch(file))
        .Select(file => (Path.GetFileName(Path.GetDirectoryName(file))!, JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("bindings")[0]))];

    public static IEnumerable<JsonElement> Triggers(string type) => Functions.Select(function => function.Trigger).Where(trigger => trigger.GetProperty("type").GetString() == type);

    public static async Task<BicepFile> FileAsync(string name) => (await Bicep.InfraAsync()).Single(file => file.Name == name);

    /// <summary>What names.bicep exports.</summary>
    public static async Task<Dictionary<string, object?>> NamesAsync() =>
        (await FileAsync("names.bicep")).Variables.ToDictionary(variable => variable.Name, variable => new BicepEvaluator(new Dictionary<string, object?>()).Evaluate(variable.Value!));

    /// <summary>Names of all resources of a type in a file, those of loops one by one.</summary>
    public static async Task<IReadOnlyList<string>> ResourcesAsync(string fileName, string type)
    {
        var file = await FileAsync(fileName);
        var evaluator = await EvaluatorAsync(file);
        return [.. file.Resources.Where(resource => !resource.IsExisting && resource.Source.StartsWith(type + "@", StringComparison.Ordinal)).SelectMany(resource => resource.Value!.Kind == "for"
            ? ((List<object?>)evaluator.Evaluate(resource.Value.Children[0])!).Select(element => evaluator.With(resource.Value.Names[0], element).Evaluate(resource.Body!.Member("name")!))
            : [evaluator.Evaluate(resource.Body!.Member("name")!)]).Cast<string>()];
    }

    /// <summary>The app's settings by name.</summary>
    public static async Task<Dictionary<string, string>> SettingsAsync(params (string Name, object? Value)[] parameters)
    {
        var app = await FileAsync("app.bicep");
        var settings = app.Resources.Single(resource => resource.Name == "site").Body!.Member("properties")!.Member("siteConfig")!.Member("appSettings")!;
        return ((List<object?>)(await EvaluatorAsync(app, parameters)).Evaluate(settings)!).Cast<BicepObject>().ToDictionary(each => (string)each["name"]!, each => (string)each["value"]!);
    }

    public static async Task<BicepEvaluator> EvaluatorAsync(BicepFile file, params (string Name, object? Value)[] parameters)
    {
        var values = new Dictionary<string, object?>(await NamesAsync())
        {
            ["identityClientId"] = "client-1", ["storageName"] = "st", ["blobEndpoint"] = "https://st.blob.example/", ["queueEndpoint"] = "https://st.queue.example/", ["tableEndpoint"] = "https://st.table.example/",
            ["hubHost"] = "ns.servicebus.windows.net", ["vaultUri"] = "https://kv.example/", ["insightsConnectionString"] = "InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=https://in.example/", ["hostNames"] = new List<object?>(), ["edgeId"] = "",
            ["countingDelay"] = "00:00:30", ["secretNames"] = new List<object?> { "Sealing__Keys" }, ["settings"] = BicepObject.Of([]),
        };
        foreach (var (name, value) in parameters) values[name] = value;
        foreach (var variable in file.Variables)
        {
            // What Azure alone knows stays unknown; who asks for it fails.
            if (variable.Value!.FreeNames.All(used => values.ContainsKey(used.Name))) values[variable.Name] = new BicepEvaluator(values).Evaluate(variable.Value);
        }

        return new BicepEvaluator(values);
    }

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex BuildOutput();
}
