using System.ComponentModel.DataAnnotations;
using Azure.Core;

namespace Smartlinks.Storage;

/// <summary>
/// Where tables and queues are and how long to wait for them. Either <see cref="ConnectionString"/> (account key; Azurite) or
/// the service URIs with <see cref="Credential"/> (Entra).
/// </summary>
public sealed class StorageOptions : ConnectionOptions
{
    /// <summary>
    /// <c>UseDevelopmentStorage=true</c>, <c>…AccountName=…;AccountKey=…</c>, optionally with <c>TableEndpoint</c>, <c>QueueEndpoint</c> or
    /// <c>EndpointSuffix</c>. Null or empty: the service URIs are used.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary><c>https://{account}.table.core.windows.net</c>.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary><c>https://{account}.queue.core.windows.net</c>.</summary>
    public Uri? QueueServiceUri { get; set; }

    /// <summary>Gives Entra tokens for the service URIs; https only.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>Why no client can be made of these, without any value of theirs; null: one can.</summary>
    public string? FindFault()
    {
        try
        {
            StorageAccount.From(this);
            return null;
        }
        catch (FormatException unreadable)
        {
            return unreadable.Message;
        }
    }
}
