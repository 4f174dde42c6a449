using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Microsoft.AspNetCore.Http;
using Smartlinks.SealingKey;
using Smartlinks.Storage.Sealing;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>What the hook does to the vault: a key where there is none, by a token for the vault, and nothing where there is one.</summary>
public sealed class SealingKeyTests
{
    private const string App = "/subscriptions/1/resourceGroups/rg-prod/providers/Microsoft.Web/sites/func-1";
    private const string Versions = "/secrets/Sealing--Keys/versions?maxresults=1&api-version=7.4";

    private readonly ManualTime _time = new();
    private readonly StringWriter _log = new(CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_vault_without_a_key_gets_one_that_the_app_can_read()
    {
        await using var azure = await StartAsync(request => request.Method == "GET" ? (200, """{ "value": [], "nextLink": null }""") : (200, "{}"));

        await EnsureAsync(azure);

        Assert.Equal([("GET", Versions), ("PUT", "/secrets/Sealing--Keys?api-version=7.4"), ("POST", $"{App}/config/configreferences/appsettings/refresh?api-version=2022-03-01")],
            azure.Received.Select(request => (request.Method, request.Target)));
        var secret = JsonDocument.Parse(azure.Received[1].Body).RootElement.GetProperty("value").GetString()!;
        Assert.True(SealingKeys.TryParse(secret, out var keys, out var problem), problem);
        Assert.Equal("2026-11", keys.Current);
        Assert.DoesNotContain(secret.Split(':')[1], _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_is_another()
    {
        var made = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            await using var azure = await StartAsync(request => request.Method == "GET" ? (404, "{}") : (200, "{}"));
            await EnsureAsync(azure);
            made.Add(azure.Received[1].Body);
        }

        Assert.NotEqual(made[0], made[1]);
    }

    [Fact]
    public async Task Each_service_gets_a_token_for_itself_in_the_header_and_nowhere_else()
    {
        await using var azure = await StartAsync(request => request.Method == "GET" ? (404, "{}") : (200, "{}"));

        await EnsureAsync(azure);

        Assert.Equal(["Bearer for https://vault.azure.net/.default", "Bearer for https://vault.azure.net/.default", "Bearer for https://management.azure.com/.default"], azure.Received.Select(request => request.Headers["Authorization"]));
        Assert.DoesNotContain(azure.Received, request => request.Target.Contains("Bearer", StringComparison.OrdinalIgnoreCase) || request.Body.Contains("Bearer", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_key_that_is_there_is_neither_read_nor_changed()
    {
        await using var azure = await StartAsync(_ => (200, """{ "value": [ { "id": "https://kv/secrets/Sealing--Keys/1" } ] }"""));

        await EnsureAsync(azure);

        Assert.Equal([("GET", Versions), ("POST", $"{App}/config/configreferences/appsettings/refresh?api-version=2022-03-01")], azure.Received.Select(request => (request.Method, request.Target)));
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, """{ "value": null }""")]
    [InlineData(400, "{}")]
    [InlineData(401, "{}")]
    public async Task Where_it_is_not_known_whether_there_is_one_none_is_made(int status, string body)
    {
        await using var azure = await StartAsync(_ => (status, body));

        await Assert.ThrowsAsync<SealingKeyException>(() => EnsureAsync(azure));

        Assert.Equal([("GET", Versions)], azure.Received.Select(request => (request.Method, request.Target)));
    }

    [Fact]
    public async Task A_deleted_key_is_to_be_got_back_not_replaced()
    {
        await using var azure = await StartAsync(request => request.Method == "GET" ? (404, "{}") : (409, """{ "error": { "code": "Conflict" } }"""));

        var refused = await Assert.ThrowsAsync<SealingKeyException>(() => EnsureAsync(azure));

        Assert.Contains("az keyvault secret recover", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_does_not_count_yet_is_waited_for()
    {
        var asked = 0;
        await using var azure = await StartAsync(request => request.Method != "GET" ? (200, "{}") : ++asked < 4 ? (403, "{}") : (404, "{}"));

        await AdvanceAsync(EnsureAsync(azure));

        Assert.Equal(6, azure.Received.Count);
    }

    [Fact]
    public async Task A_role_that_is_not_there_ends_with_what_is_needed()
    {
        await using var azure = await StartAsync(request => request.Method == "GET" ? (404, "{}") : (403, "{}"));

        var refused = await Assert.ThrowsAsync<SealingKeyException>(() => AdvanceAsync(EnsureAsync(azure)));

        Assert.Contains("Key Vault Secrets Officer", refused.Message, StringComparison.Ordinal);
        Assert.InRange(azure.Received.Count, 30, 70);
    }

    [Fact]
    public async Task An_app_that_is_not_told_is_a_failure()
    {
        await using var azure = await StartAsync(request => request.Method == "POST" ? (404, "{}") : (200, """{ "value": [ {} ] }"""));

        Assert.Contains("azd provision", (await Assert.ThrowsAsync<SealingKeyException>(() => EnsureAsync(azure))).Message, StringComparison.Ordinal);
    }

    private static Task<LoopbackServer> StartAsync(Func<ReceivedRequest, (int Status, string Body)> answer) => LoopbackServer.StartAsync(async (request, _, context) =>
    {
        var (status, body) = answer(request);
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        await context.Response.WriteAsync(body);
    });

    private async Task EnsureAsync(LoopbackServer azure)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler);
        await new SealingKeyMaker(http, new TokensForScopes(), _time, _log).EnsureAsync(azure.Address, azure.Address, App, default);
    }

    /// <summary>Moves the clock whenever somebody waits for it.</summary>
    private async Task AdvanceAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            if (_time.WaitingTimers > 0) _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await running;
    }

    /// <summary>Tokens that say what they are for.</summary>
    private sealed class TokensForScopes : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new($"for {string.Join(' ', requestContext.Scopes)}", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
