using System.ComponentModel.DataAnnotations;
using Azure.Core;

namespace Smartlinks.Storage;

/// <summary>Which event hub to send to and how long to wait for it. Either <see cref="ConnectionString"/> (SAS key) or
/// <see cref="FullyQualifiedNamespace"/> with <see cref="Credential"/> (Entra).</summary>
public sealed class EventHubOptions : ConnectionOptions
{
    public EventHubOptions() => NetworkTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…[;EntityPath=…]</c>. With <c>UseDevelopmentEmulator=true</c> the
    /// endpoint is spoken to over plain http at its own port. Null or empty: the namespace is used.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary><c>{namespace}.servicebus.windows.net</c>.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>The hub; wins over the connection string's <c>EntityPath</c>.</summary>
    public string? EventHubName { get; set; }

    /// <summary>Gives Entra tokens for the namespace.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>How long a SAS token is valid; 1 minute to 1 day. It is renewed when a sixth of that is left.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Why no client can be made of these, without any value of theirs; null: one can.</summary>
    public string? FindFault()
    {
        try
        {
            EventHubAddress.From(this);
            return null;
        }
        catch (FormatException unreadable)
        {
            return unreadable.Message;
        }
    }
}
