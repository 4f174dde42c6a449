using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace Smartlinks.Storage;

/// <summary>One table over the Table service's REST interface.</summary>
internal sealed class TableClient : ITableClient
{
    private const string Json = "application/json;odata=minimalmetadata";

    private static readonly RequestMethod Merge = new("MERGE");
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly StorageHttp _http;
    private readonly TableAddress _address;

    public TableClient(StorageHttp http, string root, string name)
    {
        TableLimits.CheckTableName(name);
        (_http, _address, Name) = (http, new TableAddress(root, name), name);
    }

    public string Name { get; }

    public async Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        using var message = Message(RequestMethod.Post, _address.Tables);
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetBody(message.Request, RequestContent.Create(BinaryData.FromString($"{{\"TableName\":\"{Name}\"}}")));
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status is not (201 or 204) && StorageRefusal.CodeOf(response) != "TableAlreadyExists")
        {
            throw StorageRefusal.From(response, $"Create table {Name}");
        }
    }

    public async Task<TableEntity?> GetEntityIfExistsAsync(string partitionKey, string rowKey, CancellationToken cancellationToken = default)
    {
        TableLimits.CheckKeys(partitionKey, rowKey);
        using var message = Message(RequestMethod.Get, _address.Row(partitionKey, rowKey));
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status == 200)
        {
            var entity = TableEntityJson.Read(response.Content.ToMemory().Span, partitionKey, rowKey);
            entity.ETag = response.Headers.ETag ?? entity.ETag;
            return entity;
        }

        return IsMissingRow(response) ? null : throw Refusal(response, "Get");
    }

    public async Task<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken = default)
    {
        TableLimits.Check(entity);
        using var message = Message(RequestMethod.Post, _address.Table);
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetBody(message.Request, Body(entity));
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status is 201 or 204)
        {
            return Written(entity, response);
        }

        var refusal = Refusal(response, "Add");
        return StorageHttp.WasRetried(message) && refusal.ErrorCode == "EntityAlreadyExists"
            && await FindOwnAsync(entity, cancellationToken) is { } own ? entity.ETag = own : throw refusal;
    }

    public Task<ETag> UpsertEntityAsync(TableEntity entity, TableUpdateMode mode = TableUpdateMode.Replace, CancellationToken cancellationToken = default) =>
        PutAsync(entity, ifMatch: null, mode, "Upsert", cancellationToken);

    public Task<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Replace, CancellationToken cancellationToken = default) =>
        PutAsync(entity, Version(ifMatch), mode, "Update", cancellationToken);

    public async Task<bool> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken = default)
    {
        TableLimits.CheckKeys(partitionKey, rowKey);
        using var message = Message(RequestMethod.Delete, _address.Row(partitionKey, rowKey));
        message.Request.Headers.Add("If-Match", Version(ifMatch));
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 204 || (IsMissingRow(response) ? false : throw Refusal(response, "Delete"));
    }

    public async Task<TablePage> QueryPageAsync(string? filter, int maxPerPage = 1000, string? continuation = null,
        IReadOnlyList<string>? properties = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPerPage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPerPage, 1000);
        using var message = Message(RequestMethod.Get, _address.Query(filter, maxPerPage, continuation, properties));
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 200
            ? new TablePage(TableEntityJson.ReadPage(response.Content.ToMemory().Span), TableContinuation.From(response))
            : throw Refusal(response, "Query");
    }

    public async Task<IReadOnlyList<ETag>> SubmitTransactionAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken = default)
    {
        TableLimits.CheckTransaction(actions);
        var body = TableTransactionBody.Write(_address, actions);
        TableLimits.CheckTransactionBytes(body.Length);
        using var message = Message(RequestMethod.Post, _address.Batch);
        message.Request.Headers.Add("Content-Type", TableTransactionBody.ContentType);
        message.Request.Content = RequestContent.Create(body);
        var response = await _http.SendAsync(message, cancellationToken);
        if (response.Status != 202)
        {
            throw Refusal(response, "Transaction");
        }

        var versions = TableTransactionAnswer.Read(response.Content.ToMemory(), actions.Count, Name);
        for (var i = 0; i < actions.Count; i++)
        {
            actions[i].Entity.ETag = versions[i];
        }

        return versions;
    }

    internal static ReadOnlyMemory<byte> Serialize(TableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Compact);
        TableEntityJson.Write(json, entity);
        return buffer.WrittenMemory;
    }

    /// <summary>The If-Match of a write. A version that was never read would mean "whatever is there": too easily a mistake.</summary>
    private static string Version(ETag ifMatch) =>
        ifMatch == default ? throw new ArgumentException("Give the version read, or ETag.All.", nameof(ifMatch)) : ifMatch.ToString("H");

    private static RequestContent Body(TableEntity entity) => RequestContent.Create(Serialize(entity));

    private static void SetBody(Request request, RequestContent content)
    {
        request.Headers.Add("Content-Type", "application/json");
        request.Content = content;
    }

    private static bool IsMissingRow(Response response) =>
        response.Status == 404 && StorageRefusal.CodeOf(response) is not ("TableNotFound" or null);

    private static ETag Written(TableEntity entity, Response response) => entity.ETag = response.Headers.ETag ?? default;

    private HttpMessage Message(RequestMethod method, string uri)
    {
        var message = _http.CreateMessage(method, uri);
        message.Request.Headers.Add("Accept", Json);
        message.Request.Headers.Add("DataServiceVersion", "3.0;NetFx");
        message.Request.Headers.Add("MaxDataServiceVersion", "3.0;NetFx");
        return message;
    }

    private async Task<ETag> PutAsync(TableEntity entity, string? ifMatch, TableUpdateMode mode, string what, CancellationToken cancellationToken)
    {
        TableLimits.Check(entity);
        using var message = Message(mode == TableUpdateMode.Merge ? Merge : RequestMethod.Put, _address.Row(entity.PartitionKey, entity.RowKey));
        if (ifMatch is not null)
        {
            message.Request.Headers.Add("If-Match", ifMatch);
        }

        SetBody(message.Request, Body(entity));
        var response = await _http.SendAsync(message, cancellationToken);
        return response.Status == 204 ? Written(entity, response) : throw Refusal(response, what);
    }

    // The first try may have written the row and lost its answer: then the second is refused by our own row.
    private async Task<ETag?> FindOwnAsync(TableEntity entity, CancellationToken cancellationToken) =>
        await GetEntityIfExistsAsync(entity.PartitionKey, entity.RowKey, cancellationToken) is { } stored
        && TableEntityContent.Equals(stored, entity) ? stored.ETag : null;

    private RequestFailedException Refusal(Response response, string what) => StorageRefusal.From(response, $"{what} in table {Name}");
}
