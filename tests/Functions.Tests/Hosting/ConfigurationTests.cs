using Microsoft.Extensions.Configuration;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>A setting that cannot work stops the start and is named.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", null, "FUNCTIONS_CUSTOMHANDLER_PORT")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "x", "FUNCTIONS_CUSTOMHANDLER_PORT")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "-1", "FUNCTIONS_CUSTOMHANDLER_PORT")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "65536", "FUNCTIONS_CUSTOMHANDLER_PORT")]
    [InlineData("AzureWebJobsStorage", null, "AzureWebJobsStorage__accountName")]
    [InlineData("EventHub", null, "EventHub__fullyQualifiedNamespace")]
    [InlineData("App:MaxApiBodyBytes", "1023", "MaxApiBodyBytes")]
    [InlineData("App:MaxApiBodyBytes", "1048577", "MaxApiBodyBytes")]
    [InlineData("App:MaxApiBodyBytes", "many", "MaxApiBodyBytes")]
    [InlineData("App:CountryHeader", "X Country", "CountryHeader")]
    [InlineData("App:PublicUrl", "links.example", "App__PublicUrl")]
    [InlineData("App:PublicUrl", "https://links.example/path", "App__PublicUrl")]
    [InlineData("App:PublicUrl", "https://user@links.example", "App__PublicUrl")]
    [InlineData("App:PublicUrl", "ftp://links.example", "App__PublicUrl")]
    [InlineData("App:ClockFile", "/some/file", "App__ClockFile")]
    [InlineData("Clicks:SegmentBytes", "1", "SegmentBytes")]
    [InlineData("Clicks:GatherTime", "00:00:02", "GatherTime")]
    [InlineData("Clicks:GatherTime", "soon", "GatherTime")]
    [InlineData("Storage:MaxRetries", "11", "MaxRetries")]
    [InlineData("Tidal:CountryCode", "usa", "CountryCode")]
    [InlineData("Tidal:IsrcsPerRequest", "51", "IsrcsPerRequest")]
    [InlineData("AppleMusic:PrivateKey", "c2VjcmV0", "AppleMusic__PrivateKey")]
    [InlineData("AppleMusic:TeamId", "TEAM", "AppleMusic__TeamId")]
    [InlineData("AppleMusic:Storefronts:0", "usa", "AppleMusic__Storefronts")]
    [InlineData("Sealing:Keys", "c2VjcmV0", "Sealing__Keys")]
    [InlineData("Sealing:Keys", "v1:c2VjcmV0", "Sealing__Keys")]
    [InlineData("Mail:ConfirmationsPerDay", "0", "ConfirmationsPerDay")]
    [InlineData("Mail:ConfirmationsPerDay", "21", "ConfirmationsPerDay")]
    [InlineData("Mail:ConnectionString", "endpoint=https://mail.example;accesskey=c2VjcmV0", "Mail__SenderAddress")]
    [InlineData("Stripe:MaxRetries", "6", "MaxRetries")]
    [InlineData("Stripe:SignatureTolerance", "00:00:10", "SignatureTolerance")]
    [InlineData("Stripe:SecretKey", "c2VjcmV0", "Stripe__SecretKey")]
    [InlineData("Stripe:SecretKey", "sk_test_c2VjcmV0", "Stripe__WebhookSecrets")]
    [InlineData("Stripe:SecretKey", "sk_live_c2VjcmV0", "Stripe__Livemode")]
    public void A_bad_setting_is_refused_by_name(string setting, string? value, string name)
    {
        var fault = Assert.Throws<ConfigurationFaultException>(() => AppFixture.ReadConfiguration((setting, value)));

        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoint=http://mail.example;accesskey=c2VjcmV0", "music@label.example", true, "Mail__ConnectionString")]
    [InlineData("endpoint=https://mail.example", "music@label.example", true, "Mail__ConnectionString")]
    [InlineData("endpoint=https://mail.example;accesskey=c2VjcmV0", "music", true, "Mail__SenderAddress")]
    [InlineData("endpoint=https://mail.example;accesskey=c2VjcmV0", "music@label.example", false, "Sealing__Keys")]
    [InlineData("endpoint=https://mail.example;accesskey=c2VjcmV0", "music@label.example", true, null)]
    public void Mail_is_on_with_a_connection_string_a_sender_and_sealing_keys(string connection, string sender, bool hasKeys, string? missing)
    {
        AppConfiguration ReadMail() => AppFixture.ReadConfiguration(("Mail:ConnectionString", connection), ("Mail:SenderAddress", sender), ("Sealing:Keys", hasKeys ? $"v1:{Convert.ToBase64String(new byte[32])}" : null));
        if (missing is null) Assert.True(ReadMail().Mail.IsOn);
        else Assert.Contains(missing, Assert.Throws<ConfigurationFaultException>(ReadMail).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stripe:Livemode", "true", "Stripe__Livemode")]
    [InlineData("Stripe:ConnectWebhookSecrets", "whsec_1", "Stripe__ConnectWebhookSecrets")]
    [InlineData("Stripe:BaseUrl", "http://stripe.example/", "Stripe__BaseUrl")]
    [InlineData("Stripe:BaseUrl", "https://stripe.example/v1", "Stripe__BaseUrl")]
    [InlineData("Stripe:Packs:0:Id", "Not An Id", "Stripe__Packs")]
    [InlineData("Stripe:Packs:0:Id", "pack", "Stripe__Packs")]
    [InlineData("Stripe:Packages:0:Id", "package", "Stripe__Packages")]
    [InlineData("Stripe:Plans:0:Id", "plan", "Stripe__Plans")]
    [InlineData("Stripe:BaseFee:Amount", "0", "Stripe__BaseFee")]
    [InlineData("Stripe:BaseFee:Amount", "1", null)]
    [InlineData("Stripe:BaseUrl", "http://127.0.0.1:7090/stripe/", null)]
    public void Billing_is_on_with_a_key_and_settings_that_go_together(string setting, string value, string? missing)
    {
        AppConfiguration ReadStripe() => AppFixture.ReadConfiguration(("Stripe:SecretKey", "sk_test_c2VjcmV0"), ("Stripe:WebhookSecrets", "whsec_1, whsec_2"), (setting, value));
        if (missing is null) Assert.Equal((true, 2), (ReadStripe().Stripe.IsOn, ReadStripe().Stripe.PlatformSecrets.Count));
        else Assert.Contains(missing, Assert.Throws<ConfigurationFaultException>(ReadStripe).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_connection_string_mail_is_off() => Assert.False(AppFixture.ReadConfiguration().Mail.IsOn);

    [Theory]
    [InlineData("App:MaxApiBodyBytes", "1024")]
    [InlineData("App:MaxApiBodyBytes", "1048576")]
    [InlineData("App:PublicUrl", "https://links.example")]
    [InlineData("App:PublicUrl", "http://127.0.0.1:7071/")]
    [InlineData("Clicks:GatherTime", "00:00:00")]
    public void A_setting_at_its_bound_is_taken(string setting, string value) => AppFixture.ReadConfiguration((setting, value));

    [Theory]
    [InlineData(null)]
    [InlineData("Production")]
    [InlineData("development")]
    public void The_clock_is_not_moved_outside_development(string? environment) =>
        Assert.Throws<ConfigurationFaultException>(() => AppFixture.ReadConfiguration(("App:ClockFile", "/some/file"), ("AZURE_FUNCTIONS_ENVIRONMENT", environment)));

    [Fact]
    public void The_clock_may_be_moved_in_development() =>
        Assert.Equal("/some/file", AppFixture.ReadConfiguration(("App:ClockFile", "/some/file"), ("AZURE_FUNCTIONS_ENVIRONMENT", "Development")).App.ClockFile);

    [Fact]
    public void An_account_name_or_a_namespace_is_used_with_the_apps_identity()
    {
        var read = AppFixture.ReadConfiguration(("AzureWebJobsStorage", null), ("AzureWebJobsStorage:accountName", "labelstore"), ("EventHub", null), ("EventHub:fullyQualifiedNamespace", "label.servicebus.windows.net"));

        Assert.Equal("https://labelstore.table.core.windows.net/", read.Storage.TableServiceUri?.AbsoluteUri);
        Assert.Equal("https://labelstore.queue.core.windows.net/", read.Storage.QueueServiceUri?.AbsoluteUri);
        Assert.NotNull(read.Storage.Credential);
        Assert.NotNull(read.EventHub.Credential);
    }
}
