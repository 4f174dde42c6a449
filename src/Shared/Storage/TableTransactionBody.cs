using System.Buffers;
using System.Text;
using Azure;

namespace Smartlinks.Storage;

/// <summary>
/// An entity group transaction as multipart ("Performing entity group transactions"). The boundaries are constant: every part's content is one
/// line of JSON, which can never start a line with two dashes.
/// </summary>
internal static class TableTransactionBody
{
    public const string ContentType = "multipart/mixed; boundary=batch_smartlinks";

    private const string PartHead = "--changeset_smartlinks\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";

    public static ReadOnlyMemory<byte> Write(TableAddress address, IReadOnlyList<TableTransactionAction> actions)
    {
        var body = new ArrayBufferWriter<byte>(1024 * actions.Count);
        Append(body, "--batch_smartlinks\r\nContent-Type: multipart/mixed; boundary=changeset_smartlinks\r\n\r\n");
        foreach (var action in actions)
        {
            Append(body, PartHead);
            Append(body, Head(address, action));
            if (action.Type != TableTransactionActionType.Delete)
            {
                body.Write(TableClient.Serialize(action.Entity).Span);
            }

            Append(body, "\r\n");
        }

        Append(body, "--changeset_smartlinks--\r\n--batch_smartlinks--\r\n");
        return body.WrittenMemory;
    }

    private static string Head(TableAddress address, TableTransactionAction action)
    {
        var (type, entity, ifMatch) = action;
        var row = type == TableTransactionActionType.Add ? address.Table : address.Row(entity.PartitionKey, entity.RowKey);
        var head = new StringBuilder($"{Verb(type)} {row} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0;\r\n");
        if (type == TableTransactionActionType.Add)
        {
            head.Append("Prefer: return-no-content\r\n");
        }

        if (type is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete)
        {
            head.Append("If-Match: ").Append((ifMatch == default ? ETag.All : ifMatch).ToString("H")).Append("\r\n");
        }

        return head.Append(type == TableTransactionActionType.Delete ? "\r\n" : "Content-Type: application/json\r\n\r\n").ToString();
    }

    private static string Verb(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "POST",
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "MERGE",
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT",
        TableTransactionActionType.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static void Append(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);
}
