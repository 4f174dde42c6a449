using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Smartlinks.Functions.Hosting;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>What infra deploys is what the app needs: its settings, its storage by name, its functions.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string s_functionsFolder = Path.Combine(LocalTools.RepositoryRoot, "src", "Functions");

    [Fact]
    public async Task Tables_and_queues_are_those_of_the_code()
    {
        var storage = (await Bicep.InfraAsync()).Single(file => file.Name == "storage.bicep");

        Assert.Equal(StorageNames.Tables.Order(StringComparer.Ordinal), (await NamesAsync(storage, "Microsoft.Storage/storageAccounts/tableServices/tables@")).Order(StringComparer.Ordinal));
        Assert.Equal(StorageNames.Queues.Union(PoisonWatch.Names).Order(StringComparer.Ordinal), (await NamesAsync(storage, "Microsoft.Storage/storageAccounts/queueServices/queues@")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_queue_that_a_function_reads_has_a_companion_and_another_has_none()
    {
        var read = Triggers("queueTrigger").Select(trigger => trigger.GetProperty("queueName").GetString()!);
        var names = (await NamesValuesAsync())["queues"];

        Assert.Equal(read.Order(StringComparer.Ordinal), ((List<object?>)names!).Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Hub_and_consumer_group_are_those_of_the_code()
    {
        var clicks = (await Bicep.InfraAsync()).Single(file => file.Name == "clicks.bicep");
        var trigger = Assert.Single(Triggers("eventHubTrigger"));

        Assert.Equal([StorageNames.ClickHub], await NamesAsync(clicks, "Microsoft.EventHub/namespaces/eventhubs@"));
        Assert.Equal([trigger.GetProperty("consumerGroup").GetString()!], await NamesAsync(clicks, "Microsoft.EventHub/namespaces/eventhubs/consumergroups@"));
        Assert.Equal(StorageNames.ClickHub, trigger.GetProperty("eventHubName").GetString());
    }

    [Fact]
    public async Task With_the_settings_of_infra_the_app_starts()
    {
        var settings = await SettingsAsync();

        var read = AppConfiguration.Read(Configuration(settings));

        Assert.Equal("https://st.table.example/", read.Storage.TableServiceUri!.AbsoluteUri);
        Assert.Equal("ns.servicebus.windows.net", read.EventHub.FullyQualifiedNamespace);
        Assert.NotNull(read.Sealing);
        Assert.Null(read.App.PublicUrl);
        Assert.Null(read.App.CountryHeader);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage__")]
    [InlineData("EventHub__fullyQualifiedNamespace")]
    public async Task Without_one_that_it_needs_it_would_not(string missing)
    {
        var settings = (await SettingsAsync()).Where(setting => !setting.Key.StartsWith(missing, StringComparison.Ordinal)).ToDictionary();

        Assert.Throws<ConfigurationFaultException>(() => AppConfiguration.Read(Configuration(settings)));
    }

    [Fact]
    public async Task Behind_Front_Door_it_is_told_its_domains_and_the_headers_that_Front_Door_sets()
    {
        var settings = await SettingsAsync(("hostNames", new List<object?> { "links.example", "go.label.example", "b.example" }), ("edgeId", "fd-1"), ("secretNames", new List<object?> { "Sealing__Keys", "Stripe__SecretKey" }));

        var app = AppConfiguration.Read(Configuration(settings)).App;

        Assert.Equal("https://links.example/", app.PublicUrl!.AbsoluteUri);
        Assert.Equal(["go.label.example", "b.example"], app.Domains);
        var headers = (BicepObject)(await NamesValuesAsync())["edgeHeaders"]!;
        Assert.Equal((headers["country"], headers["host"]), (app.CountryHeader, app.HostHeader));
        Assert.Equal("@Microsoft.KeyVault(SecretUri=https://kv.example/secrets/Stripe--SecretKey)", settings["Stripe__SecretKey"]);
    }

    [Fact]
    public async Task A_setting_of_the_operator_is_taken_and_connections_stay_what_they_are()
    {
        var settings = await SettingsAsync(("settings", BicepObject.Of([("Spotify__ClientId", "abc"), ("EventHub__fullyQualifiedNamespace", "elsewhere")])));

        Assert.Equal(("abc", "ns.servicebus.windows.net"), (settings["Spotify__ClientId"], settings["EventHub__fullyQualifiedNamespace"]));
    }

    [Fact]
    public async Task Clicks_are_counted_together_up_to_a_batch_of_the_host()
    {
        var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "host.json"))).RootElement.GetProperty("extensions").GetProperty("eventHubs");
        var settings = await SettingsAsync(("countingDelay", "00:05:00"));

        Assert.Equal(host.GetProperty("maxEventBatchSize").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture), settings["AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize"]);
        Assert.Equal("00:05:00", settings["AzureFunctionsJobHost__extensions__eventHubs__maxWaitTime"]);
    }

    [Fact]
    public async Task The_host_connects_as_the_same_identity_to_what_the_triggers_name()
    {
        var settings = await SettingsAsync();

        foreach (var connection in Triggers("queueTrigger").Concat(Triggers("eventHubTrigger")).Select(trigger => trigger.GetProperty("connection").GetString()!).Distinct())
        {
            Assert.Equal("managedidentity", settings[$"{connection}__credential"]);
            Assert.Equal("client-1", settings[$"{connection}__clientId"]);
        }

        Assert.DoesNotContain(settings, setting => setting.Value.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase) || setting.Value.Contains("SharedAccessKey", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Instances_that_always_run_are_of_functions_that_exist()
    {
        var app = (await Bicep.InfraAsync()).Single(file => file.Name == "app.bicep");
        var warm = (List<object?>)(await EvaluatorAsync(app, ("warmHttp", 1), ("warmSaves", 2))).Evaluate(app.Variables.Single(variable => variable.Name == "warm").Value!)!;

        Assert.Equal([("http", 1), ("function:SaveDue", 2)], warm.Cast<BicepObject>().Select(each => ((string)each["name"]!, (int)each["instanceCount"]!)));
        Assert.Empty(Unknown(warm.Cast<BicepObject>().Select(each => (string)each["name"]!)));
        Assert.Equal(["function:Visit", "function:SavesDue", "https"], Unknown(["http", "function:Visit", "function:SavesDue", "https"]));
    }

    /// <summary>Names that no scaling group has: all HTTP functions are one, every other function is one of its own.</summary>
    private static IEnumerable<string> Unknown(IEnumerable<string> names)
    {
        var groups = Functions().Where(function => function.Trigger.GetProperty("type").GetString() != "httpTrigger").Select(function => $"function:{function.Name}").Append("http").ToList();
        return names.Where(name => !groups.Contains(name));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(BicepFile file, string type)
    {
        var evaluator = await EvaluatorAsync(file);
        return [.. file.Resources.Where(resource => !resource.IsExisting && resource.Source.StartsWith(type, StringComparison.Ordinal)).SelectMany(resource => resource.Value!.Kind == "for"
            ? ((List<object?>)evaluator.Evaluate(resource.Value.Children[0])!).Select(element => evaluator.With(resource.Value.Names[0], element).Evaluate(resource.Body!.Member("name")!))
            : [evaluator.Evaluate(resource.Body!.Member("name")!)]).Cast<string>()];
    }

    /// <summary>The app's settings as they are deployed, with values of a test where Azure gives them; the sealing key is a real one.</summary>
    private static async Task<Dictionary<string, string>> SettingsAsync(params (string Name, object? Value)[] parameters)
    {
        var app = (await Bicep.InfraAsync()).Single(file => file.Name == "app.bicep");
        var settings = app.Resources.Single(resource => resource.Name == "site").Body!.Member("properties")!.Member("siteConfig")!.Member("appSettings")!;
        return ((List<object?>)(await EvaluatorAsync(app, parameters)).Evaluate(settings)!).Cast<BicepObject>().ToDictionary(each => (string)each["name"]!, each => (string)each["value"]!);
    }

    private static IConfiguration Configuration(Dictionary<string, string> settings)
    {
        var all = settings.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), string? (setting) => setting.Value);
        all["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0";
        Assert.Equal("@Microsoft.KeyVault(SecretUri=https://kv.example/secrets/Sealing--Keys)", all["Sealing:Keys"]);
        all["Sealing:Keys"] = $"2026-11:{Convert.ToBase64String(new byte[32])}";
        all.Remove("Stripe:SecretKey");
        return new ConfigurationBuilder().AddInMemoryCollection(all).Build();
    }

    private static async Task<BicepEvaluator> EvaluatorAsync(BicepFile file, params (string Name, object? Value)[] parameters)
    {
        var values = new Dictionary<string, object?>(await NamesValuesAsync())
        {
            ["identityClientId"] = "client-1", ["storageName"] = "st", ["blobEndpoint"] = "https://st.blob.example/", ["queueEndpoint"] = "https://st.queue.example/", ["tableEndpoint"] = "https://st.table.example/",
            ["hubHost"] = "ns.servicebus.windows.net", ["vaultUri"] = "https://kv.example/", ["insightsConnectionString"] = "InstrumentationKey=0", ["hostNames"] = new List<object?>(), ["edgeId"] = "", ["countingDelay"] = "00:00:30",
            ["secretNames"] = new List<object?> { "Sealing__Keys" }, ["settings"] = BicepObject.Of([]),
        };
        foreach (var (name, value) in parameters) values[name] = value;
        foreach (var variable in file.Variables)
        {
            // What Azure alone knows stays unknown; who asks for it fails.
            if (variable.Value!.FreeNames.All(used => values.ContainsKey(used.Name))) values[variable.Name] = new BicepEvaluator(values).Evaluate(variable.Value);
        }

        return new BicepEvaluator(values);
    }

    private static async Task<Dictionary<string, object?>> NamesValuesAsync() =>
        (await Bicep.InfraAsync()).Single(file => file.Name == "names.bicep").Variables.ToDictionary(variable => variable.Name, variable => new BicepEvaluator(new Dictionary<string, object?>()).Evaluate(variable.Value!));

    private static IEnumerable<JsonElement> Triggers(string type) => Functions().Select(function => function.Trigger).Where(trigger => trigger.GetProperty("type").GetString() == type);

    private static IEnumerable<(string Name, JsonElement Trigger)> Functions() => Directory.EnumerateFiles(s_functionsFolder, "function.json", SearchOption.AllDirectories)
        .Where(file => !BuildOutput().IsMatch(file)).Select(file => (Path.GetFileName(Path.GetDirectoryName(file))!, JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("bindings")[0]));

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex BuildOutput();
}
