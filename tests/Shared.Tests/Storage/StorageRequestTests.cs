using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

/// <summary>What goes over the wire: retries, signatures, tokens, lost answers.</summary>
public sealed class StorageRequestTests
{
    private const string Key = "bm90IGEgc2VjcmV0";

    private static StorageOptions Options(Uri address) => new()
    {
        ConnectionString = $"AccountName=labels;AccountKey={Key};TableEndpoint={address}labels;QueueEndpoint={address}labels;",
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(2),
    };

    private static StorageClients Over(HttpPipelineTransport transport, TimeProvider? clock = null) =>
        new(Options(new Uri("http://127.0.0.1:1/")), clock ?? TimeProvider.System, transport);

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(408)]
    [InlineData(-1)]
    public async Task A_try_that_may_pass_is_repeated_signed_anew(int status)
    {
        var clock = new ManualTime();
        var transport = new RecordingTransport(n =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return n < 3 ? status : 204;
        });
        using var clients = Over(transport, clock);
        await clients.GetTableClient("links").UpsertEntityAsync(new TableEntity("p", "r"));
        Assert.Equal(4, transport.Requests.Count);
        Assert.Equal(4, transport.Requests.Select(r => r.Authorization).Distinct().Count());
        Assert.Equal(4, transport.Requests.Select(r => r.Date).Distinct().Count());
        Assert.Single(transport.Requests.Select(r => r.RequestId).Distinct());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(412)]
    public async Task A_refusal_is_not_repeated(int status)
    {
        var transport = new RecordingTransport(_ => status);
        using var clients = Over(transport);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient("links").UpsertEntityAsync(new TableEntity("p", "r")));
        Assert.Equal(status, refused.Status);
        Assert.Single(transport.Requests);
    }

    [Fact]
    public async Task After_the_last_try_the_failure_is_of_the_one_kind()
    {
        using var busy = Over(new RecordingTransport(_ => 503));
        Assert.Equal(503, (await Assert.ThrowsAsync<RequestFailedException>(() => busy.GetTableClient("links").GetEntityIfExistsAsync("p", "r"))).Status);
        using var broken = Over(new RecordingTransport(_ => -1));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => broken.GetQueueClient("saves").ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1)));
        Assert.Equal(0, refused.Status);
        Assert.DoesNotContain(Key, refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_service_that_never_answers_is_of_the_one_kind(int retries)
    {
        await using var server = await LoopbackServer.StartAsync((_, _, context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var options = Options(server.Address);
        (options.NetworkTimeout, options.MaxRetries) = (TimeSpan.FromMilliseconds(150), retries);
        using var clients = new StorageClients(options, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient("links").GetEntityIfExistsAsync("p", "r"));
        Assert.Equal(0, refused.Status);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_of_the_one_kind()
    {
        using var clients = new StorageClients(Options(new Uri("http://127.0.0.1:1/")), TimeProvider.System);
        Assert.Equal(0, (await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient("links").GetEntityIfExistsAsync("p", "r"))).Status);
    }

    [Fact]
    public async Task A_missing_row_is_told_from_a_missing_path()
    {
        using var clients = Over(new RecordingTransport(_ => 404));
        await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient("links").GetEntityIfExistsAsync("p", "r"));
    }

    [Fact]
    public async Task A_table_request_is_signed_over_date_and_resource_as_sent()
    {
        await using var server = await LoopbackServer.StartAsync((_, _, context) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using var clients = new StorageClients(Options(server.Address), TimeProvider.System);
        await clients.GetTableClient("links").UpsertEntityAsync(new TableEntity("o'neil %2F", "k,RowKey='r"));
        var request = Assert.Single(server.Received);
        Assert.Equal("/labels/links(PartitionKey='o''neil%20%252F',RowKey='k%2CRowKey%3D''r')", request.Target.Replace("%27", "'", StringComparison.Ordinal));
        Assert.Equal(Signature($"{request.Headers["x-ms-date"]}\n/labels{request.Target}"), request.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_queue_request_is_signed_over_all_its_service_headers()
    {
        await using var server = await LoopbackServer.StartAsync((_, _, context) =>
        {
            context.Response.Headers["x-ms-approximate-messages-count"] = "7";
            return Task.CompletedTask;
        });
        using var clients = new StorageClients(Options(server.Address), TimeProvider.System);
        Assert.Equal(7, await clients.GetQueueClient("saves").GetApproximateMessageCountAsync());
        var request = Assert.Single(server.Received);
        var headers = string.Concat(request.Headers.Where(h => h.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .Select(h => (Name: h.Key.ToLowerInvariant(), h.Value)).OrderBy(h => h.Name, StringComparer.Ordinal).Select(h => $"{h.Name}:{h.Value}\n"));
        Assert.Equal(Signature($"GET\n\n\n\n{headers}/labels/labels/saves?comp=metadata"), request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("mine", true)]
    [InlineData("another's", false)]
    public async Task An_insert_whose_first_answer_was_lost_believes_only_its_own_row(string stored, bool isOwn)
    {
        await using var server = await LoopbackServer.StartAsync(async (request, n, context) =>
        {
            if (n == 0)
            {
                context.Abort();
            }
            else if (request.Method == "POST")
            {
                context.Response.StatusCode = 409;
                await context.Response.WriteAsync("""{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"There."}}}""");
            }
            else
            {
                context.Response.Headers.ETag = "W/\"7\"";
                await context.Response.WriteAsync($$"""{"odata.etag":"W/\"7\"","PartitionKey":"p","RowKey":"r","Timestamp":"2026-11-20T00:00:00Z","Owner":"{{stored}}","N@odata.type":"Edm.Int64","N":"1"}""");
            }
        });
        using var clients = new StorageClients(Options(server.Address), TimeProvider.System);
        var row = new TableEntity("p", "r") { ["Owner"] = "mine", ["N"] = 1L };
        if (isOwn)
        {
            Assert.Equal(new ETag("W/\"7\""), await clients.GetTableClient("links").AddEntityAsync(row));
        }
        else
        {
            Assert.Equal(409, (await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient("links").AddEntityAsync(row))).Status);
        }

        Assert.Equal(["POST", "POST", "GET"], server.Received.Select(r => r.Method));
    }

    [Fact]
    public async Task An_insert_that_was_refused_at_once_does_not_look()
    {
        var transport = new RecordingTransport(_ => 409);
        using var clients = Over(transport);
        await Assert.ThrowsAsync<RequestFailedException>(() => clients.GetTableClient("links").AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal(["POST"], transport.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task An_empty_page_with_a_continuation_is_gone_on_from()
    {
        await using var server = await LoopbackServer.StartAsync(async (_, n, context) =>
        {
            if (n == 0)
            {
                context.Response.Headers["x-ms-continuation-NextPartitionKey"] = "1!4!cA--";
                context.Response.Headers["x-ms-continuation-NextRowKey"] = "a+b &|";
            }

            await context.Response.WriteAsync(n == 0 ? """{"odata.metadata":"x","value":[]}""" : """{"odata.metadata":"x","value":[{"N":1,"RowKey":"r","PartitionKey":"p"}]}""");
        });
        using var clients = new StorageClients(Options(server.Address), TimeProvider.System);
        var table = clients.GetTableClient("links");
        var first = await table.QueryPageAsync(null);
        Assert.Empty(first.Items);
        var second = await table.QueryPageAsync(null, continuation: first.Continuation);
        Assert.Equal(1, Assert.Single(second.Items).GetInt32("N"));
        Assert.Null(second.Continuation);
        Assert.EndsWith("&NextPartitionKey=1%214%21cA--&NextRowKey=a%2Bb%20%26%7C", server.Received[1].Target.Replace("!", "%21", StringComparison.Ordinal), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => table.QueryPageAsync(null, continuation: "x&comp=all|"));
    }

    [Fact]
    public async Task The_fake_gives_an_empty_page_first_when_asked()
    {
        var table = new InMemoryTableClient { GivesEmptyPageFirst = true };
        await table.AddEntityAsync(new TableEntity("p", "r"));
        var first = await table.QueryPageAsync(null);
        Assert.Empty(first.Items);
        Assert.Single((await table.QueryPageAsync(null, continuation: first.Continuation)).Items);
    }

    [Fact]
    public async Task With_a_credential_one_token_of_storages_scope_is_sent_with_every_request()
    {
        var transport = new RecordingTransport(_ => 204);
        var credential = new FixedCredential();
        using var clients = new StorageClients(new StorageOptions
        {
            TableServiceUri = new Uri("https://labels.table.core.windows.net"),
            QueueServiceUri = new Uri("https://labels.queue.core.windows.net"),
            Credential = credential,
        }, TimeProvider.System, transport);
        for (var i = 0; i < 5; i++)
        {
            await clients.GetTableClient("links").UpsertEntityAsync(new TableEntity("p", "r"));
        }

        await clients.GetQueueClient("saves").CreateIfNotExistsAsync();
        Assert.All(credential.Scopes, s => Assert.Equal("https://storage.azure.com/.default", s));
        Assert.Equal(2, credential.Scopes.Count);
        Assert.All(transport.Requests.Take(5), r => Assert.Equal("Bearer token-1", r.Authorization));
        Assert.Equal("https://labels.queue.core.windows.net/saves", transport.Requests[5].Uri);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1/Tables", "http://127.0.0.1:10001/devstoreaccount1/saves")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=labels;AccountKey=a2V5", "https://labels.table.core.windows.net/Tables", "https://labels.queue.core.windows.net/saves")]
    [InlineData("AccountName=labels;AccountKey=a2V5;EndpointSuffix=core.chinacloudapi.cn", "https://labels.table.core.chinacloudapi.cn/Tables", "https://labels.queue.core.chinacloudapi.cn/saves")]
    [InlineData("accountname=labels;accountkey=a2V5;tableendpoint=http://127.0.0.1:5/labels;queueendpoint=http://127.0.0.1:6/labels", "http://127.0.0.1:5/labels/Tables", "http://127.0.0.1:6/labels/saves")]
    public async Task Connection_strings_name_their_endpoints(string connectionString, string tables, string queue)
    {
        var transport = new RecordingTransport(_ => 204);
        using var clients = new StorageClients(new StorageOptions { ConnectionString = connectionString }, TimeProvider.System, transport);
        await clients.GetTableClient("links").CreateIfNotExistsAsync();
        await clients.GetQueueClient("saves").CreateIfNotExistsAsync();
        Assert.Equal([tables, queue], transport.Requests.Select(r => r.Uri));
    }

    [Theory]
    [InlineData("AccountKey=c2VjcmV0LXZhbHVl")]
    [InlineData("AccountName=labels;AccountKey=secret-value!")]
    [InlineData("secret-value")]
    [InlineData("AccountName=labels;AccountKey=a2V5;TableEndpoint=secret-value")]
    public void A_broken_connection_string_is_refused_without_repeating_it(string connectionString)
    {
        var refused = Assert.Throws<FormatException>(() => new StorageClients(new StorageOptions { ConnectionString = connectionString }, TimeProvider.System));
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("c2VjcmV0", refused.ToString(), StringComparison.Ordinal);
    }

    private static string Signature(string text) =>
        "SharedKeyLite labels:" + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes(text)));
}
