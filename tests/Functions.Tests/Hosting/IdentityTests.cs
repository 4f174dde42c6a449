using System.Text;
using System.Text.Json;
using Smartlinks.LocalHost.Host;
using Smartlinks.Organizations;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>
/// The built app with an identity and no key, as a Flex Consumption app has it: tokens from <c>IDENTITY_ENDPOINT</c>, each for the service it is shown to. Tables and queues are Azurite's over https, which
/// checks issuer, audience and lifetime; the hub checks the audience.
/// </summary>
public sealed class IdentityTests(EntraAzuriteFixture azurite) : IClassFixture<EntraAzuriteFixture>
{
    private const string UserAssigned = "99999999-0000-4000-8000-000000000001";

    [Theory]
    [InlineData(UserAssigned)]
    [InlineData(null)]
    public async Task Tables_queues_and_the_hub_are_reached_with_the_identitys_tokens(string? clientId)
    {
        await using var identity = await ManagedIdentityEndpoint.StartAsync(clientId);
        await using var hub = await LoopbackServer.StartAsync((request, _, context) =>
        {
            context.Response.StatusCode = IsForHub(request) ? 201 : 401;
            return Task.CompletedTask;
        }, azurite.Certificate);
        var (organization, key) = await PrepareAsync();
        var port = LoopbackPort.PickFree();
        await using var app = AppProcess.Start(Environment(port, identity, hub, clientId));
        await app.WaitForPortAsync(port);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        // The first tokens of a process may take longer than a look does.
        await Until.TrueAsync(async () => await ReadyAsync(http) == 200, "tables and queues answer");
        var slug = $"by-identity-{(clientId is null ? "system" : "user")}";
        Assert.Equal(201, await CreateAsync(http, organization, key, slug));
        Assert.Equal(200, await VisitAsync(http, slug));

        await Until.TrueAsync(() => hub.Received.Count > 0, "the click is sent");
        Assert.All(hub.Received, request => Assert.True(IsForHub(request), "the hub gets a token that is for it"));
        Assert.Equal(["https://eventhubs.azure.net", "https://storage.azure.com"], identity.Resources.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(identity.Refused);
        Assert.DoesNotContain(identity.Environment["IDENTITY_HEADER"], app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_that_is_not_the_apps_is_not_ready_and_says_why_to_the_log_alone()
    {
        await using var identity = await ManagedIdentityEndpoint.StartAsync("another");
        await using var hub = await LoopbackServer.StartAsync((_, _, _) => Task.CompletedTask, azurite.Certificate);
        var port = LoopbackPort.PickFree();
        await using var app = AppProcess.Start(Environment(port, identity, hub, UserAssigned));
        await app.WaitForPortAsync(port);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        using var answer = await http.GetAsync(new Uri("/api/health/ready", UriKind.Relative));

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("""{"status":"notReady","parts":{"tables":"notReady","queues":"notReady"}}""", await answer.Content.ReadAsStringAsync());
        await Until.TrueAsync(() => app.Output.Contains("Not ready: tables do not answer", StringComparison.Ordinal), "the log says so");
    }

    private static bool IsForHub(ReceivedRequest request) => request.Headers.GetValueOrDefault("Authorization") is { } shown && shown.StartsWith("Bearer ", StringComparison.Ordinal)
        && EntraToken.AudienceOf(shown[7..]) == "https://eventhubs.azure.net" && request.Target.StartsWith("/clicks/messages", StringComparison.Ordinal);

    private Dictionary<string, string?> Environment(int port, ManagedIdentityEndpoint identity, LoopbackServer hub, string? clientId)
    {
        var environment = AppProcess.Environment(port);
        (environment["AzureWebJobsStorage"], environment["EventHub"]) = (null, null);
        (environment["AzureWebJobsStorage__tableServiceUri"], environment["AzureWebJobsStorage__queueServiceUri"]) = (azurite.TableServiceUri.AbsoluteUri, azurite.QueueServiceUri.AbsoluteUri);
        environment["EventHub__fullyQualifiedNamespace"] = hub.Address.Authority;
        (environment["AzureWebJobsStorage__clientId"], environment["EventHub__clientId"]) = (clientId, clientId);
        (environment["AzureWebJobsStorage__credential"], environment["EventHub__credential"]) = ("managedidentity", "managedidentity");
        // OpenSSL's own variable: whom the process trusts besides nobody.
        environment["SSL_CERT_FILE"] = azurite.CertificateFile;
        foreach (var (name, value) in identity.Environment) environment[name] = value;
        return environment;
    }

    private static async Task<int> ReadyAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/api/health/ready", UriKind.Relative));
        return (int)answer.StatusCode;
    }

    private async Task<(OrganizationId Organization, string Key)> PrepareAsync()
    {
        foreach (var table in StorageNames.Tables) await azurite.Clients.GetTableClient(table).CreateIfNotExistsAsync();
        foreach (var queue in StorageNames.Queues) await azurite.Clients.GetQueueClient(queue).CreateIfNotExistsAsync();
        var (organization, key) = await new OrganizationCreator(azurite.Clients.GetTableClient(OrganizationRow.Table), new RandomIdSource(TimeProvider.System), TimeProvider.System).CreateAsync("A label", default);
        return (organization.Id, key.Reveal());
    }

    private static async Task<int> CreateAsync(HttpClient http, OrganizationId organization, string key, string slug)
    {
        var body = JsonSerializer.Serialize(new { slug, title = "A song", destinations = new { spotify = "https://open.spotify.com/track/1", deezer = "https://www.deezer.com/track/2" } });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/organizations/{organization}/links") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<int> VisitAsync(HttpClient http, string slug)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{slug}");
        foreach (var (name, value) in new[] { ("User-Agent", AppFixture.Phone), ("Accept", "text/html"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example") }) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
