using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Fans.Mails;

/// <summary>How mails are sent; section <c>Mail</c>. Without a connection string none are, and fans are not asked for their address.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>Of an Azure Communication Services resource: <c>endpoint=https://….communication.azure.com/;accesskey=…</c>.</summary>
    [Secret]
    public string? ConnectionString { get; set; }

    /// <summary>Who mails are from: an address of a domain that is connected to the resource.</summary>
    public string? SenderAddress { get; set; }

    /// <summary>Confirmation mails one mailbox gets a day at the most, from all fans together; 1 to 20.</summary>
    [Range(1, 20)]
    public int ConfirmationsPerDay { get; set; } = 3;

    public bool IsOn => !string.IsNullOrEmpty(ConnectionString);
}
