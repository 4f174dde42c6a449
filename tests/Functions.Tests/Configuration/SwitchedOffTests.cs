using Microsoft.Extensions.Configuration;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Tests.Functions.Configuration;

/// <summary>At start the app says once what is off; what cannot work stops it, all of it named at once.</summary>
public sealed class SwitchedOffTests
{
    private const string Secret = "c2VjcmV0LW9mLXRoZS1sYWJlbA";

    [Fact]
    public void All_that_cannot_work_is_named_at_once()
    {
        var fault = Assert.Throws<ConfigurationFaultException>(() => AppFixture.ReadConfiguration(("AzureWebJobsStorage", null), ("EventHub", null), ("App:MaxApiBodyBytes", "many"), ("Clicks:PackBytes", "1"), ("SignIn:Issuer", "https://login.example"),
            ("Mail:ConnectionString", "nonsense"), ("Stripe:SecretKey", Secret), ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=1")));

        foreach (var name in new[]
        {
            "AzureWebJobsStorage__accountName", "EventHub__fullyQualifiedNamespace", "App__MaxApiBodyBytes", "PackBytes", "SignIn__ClientId", "Sealing__Keys", "Mail__SenderAddress", "Mail__ConnectionString:",
            "Stripe__SecretKey", "OTEL_EXPORTER_OTLP_ENDPOINT", "APPLICATIONINSIGHTS_CONNECTION_STRING",
        }) Assert.Contains(fault.Faults, each => each.Contains(name, StringComparison.Ordinal));
        Assert.All(fault.Faults, each => Assert.Contains(each, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', fault.Message);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_cannot_be_read_is_not_repeated()
    {
        var fault = Assert.Throws<ConfigurationFaultException>(() => AppFixture.ReadConfiguration(("App:MaxApiBodyBytes", Secret), ("Stripe:MaxRetries", Secret), ("Stripe:Timeout", "5 minutes"), ("Stripe:Packs:0:Credits", Secret)));

        Assert.Contains("Stripe__MaxRetries", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Stripe__Timeout", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stripe:SecretKey", "Stripe__SecretKey")]
    [InlineData("Sealing:Keys", "Sealing__Keys")]
    [InlineData("AzureWebJobsStorage", "AzureWebJobsStorage")]
    public void A_vaults_reference_that_was_not_resolved_is_said_to_be_one(string setting, string name)
    {
        var fault = Assert.Throws<ConfigurationFaultException>(() => AppFixture.ReadConfiguration((setting, "@Microsoft.KeyVault(SecretUri=https://label.vault.azure.net/secrets/one)")));

        Assert.StartsWith($"{name} is a Key Vault reference that was not resolved", fault.Faults[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountKey=" + Secret)]
    [InlineData("AzureWebJobsStorage", "AccountName=label;AccountKey=%%%")]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "http://label.table.core.windows.net")]
    [InlineData("AzureWebJobsStorage:accountName", "Not An Account")]
    [InlineData("EventHub", "Endpoint=sb://label.servicebus.windows.net;SharedAccessKey=" + Secret)]
    [InlineData("EventHub:fullyQualifiedNamespace", "not a host")]
    public void A_connection_that_cannot_be_one_stops_the_start(string setting, string value)
    {
        var name = setting.Split(':')[0];
        var fault = Assert.Throws<ConfigurationFaultException>(() => setting == name ? AppFixture.ReadConfiguration((setting, value)) : AppFixture.ReadConfiguration((name, null), (setting, value)));

        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_on_is_not_said_to_be_off()
    {
        var keys = $"v1:{Convert.ToBase64String(new byte[32])}";
        var off = OffParts.Of(AppFixture.ReadConfiguration(("Sealing:Keys", keys), ("Spotify:ClientId", "id"), ("Spotify:ClientSecret", Secret), ("App:PublicUrl", "https://links.example"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"))).Select(part => part.Settings).ToList();

        Assert.DoesNotContain("Sealing__Keys", off);
        Assert.DoesNotContain("App__PublicUrl", off);
        Assert.DoesNotContain(off, settings => settings.Contains("OTEL", StringComparison.Ordinal) || settings.Contains("Spotify__ClientId", StringComparison.Ordinal));
        Assert.Contains("Spotify__Saves", off);
        Assert.Contains("SignIn__Issuer", off);
    }
}
