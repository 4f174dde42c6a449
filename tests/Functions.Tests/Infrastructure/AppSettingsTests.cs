using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Smartlinks.Functions.Hosting;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>The settings of infra are what the app needs to start, and what its host needs to connect.</summary>
public sealed class AppSettingsTests
{
    [Fact]
    public async Task With_the_settings_of_infra_the_app_starts()
    {
        var settings = await DeployedApp.SettingsAsync();

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
        var settings = (await DeployedApp.SettingsAsync()).Where(setting => !setting.Key.StartsWith(missing, StringComparison.Ordinal)).ToDictionary();

        Assert.Throws<ConfigurationFaultException>(() => AppConfiguration.Read(Configuration(settings)));
    }

    [Fact]
    public async Task Behind_Front_Door_it_is_told_its_domains_and_the_headers_that_Front_Door_sets()
    {
        var settings = await DeployedApp.SettingsAsync(("hostNames", new List<object?> { "links.example", "go.label.example", "b.example" }), ("edgeId", "fd-1"), ("secretNames", new List<object?> { "Sealing__Keys", "Stripe__SecretKey" }));

        var app = AppConfiguration.Read(Configuration(settings)).App;

        Assert.Equal("https://links.example/", app.PublicUrl!.AbsoluteUri);
        Assert.Equal(["go.label.example", "b.example"], app.Domains);
        var headers = (BicepObject)(await DeployedApp.NamesAsync())["edgeHeaders"]!;
        Assert.Equal((headers["country"], headers["host"]), (app.CountryHeader, app.HostHeader));
        Assert.Equal("@Microsoft.KeyVault(SecretUri=https://kv.example/secrets/Stripe--SecretKey)", settings["Stripe__SecretKey"]);
    }

    [Fact]
    public async Task A_setting_of_the_operator_is_taken_and_connections_stay_what_they_are()
    {
        var settings = await DeployedApp.SettingsAsync(("settings", BicepObject.Of([("Spotify__ClientId", "abc"), ("EventHub__fullyQualifiedNamespace", "elsewhere")])));

        Assert.Equal(("abc", "ns.servicebus.windows.net"), (settings["Spotify__ClientId"], settings["EventHub__fullyQualifiedNamespace"]));
    }

    [Fact]
    public async Task Clicks_are_counted_together_up_to_a_batch_of_the_host()
    {
        var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "host.json"))).RootElement.GetProperty("extensions").GetProperty("eventHubs");
        var settings = await DeployedApp.SettingsAsync(("countingDelay", "00:05:00"));

        Assert.Equal(host.GetProperty("maxEventBatchSize").GetInt32().ToString(CultureInfo.InvariantCulture), settings["AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize"]);
        Assert.Equal("00:05:00", settings["AzureFunctionsJobHost__extensions__eventHubs__maxWaitTime"]);
    }

    [Fact]
    public async Task The_host_connects_as_the_same_identity_to_what_the_triggers_name()
    {
        var settings = await DeployedApp.SettingsAsync();

        foreach (var connection in DeployedApp.Triggers("queueTrigger").Concat(DeployedApp.Triggers("eventHubTrigger")).Select(trigger => trigger.GetProperty("connection").GetString()!).Distinct())
        {
            Assert.Equal("managedidentity", settings[$"{connection}__credential"]);
            Assert.Equal("client-1", settings[$"{connection}__clientId"]);
        }

        Assert.DoesNotContain(settings, setting => setting.Value.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase) || setting.Value.Contains("SharedAccessKey", StringComparison.OrdinalIgnoreCase));
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
}
