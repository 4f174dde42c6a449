using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Fans.Mails;

/// <summary>What a mail is about.</summary>
public enum MailKind
{
    /// <summary>Please confirm this address.</summary>
    ConfirmAddress,

    /// <summary>The release is out.</summary>
    Released,

    /// <summary>It could not be saved to the fan's library; here is how to do it with one tap.</summary>
    NotSaved,

    /// <summary>The permission ends before the release: please give it again.</summary>
    ConsentAnew,
}

/// <summary>
/// A message of queue <c>mails-to-send</c>: what is to be sent to which fan. Neither an address nor anything signed is in it: both are looked up and made when it is sent, so that
/// a fan who was erased, or took the consent back, gets none of what is waiting.
/// </summary>
/// <param name="Id">A ULID; the same for a mail that is put off.</param>
public sealed partial record MailRequest(string Id, MailKind Kind, OrganizationId Organization, FanId Fan, DateTimeOffset AskedAt)
{
    /// <summary>Where fans see this deployment; null: as configuration has it.</summary>
    public Uri? Origin { get; init; }

    /// <summary>With <see cref="MailKind.ConfirmAddress"/>: which asking it is about.</summary>
    public string? Code { get; init; }

    /// <summary>What the others are about.</summary>
    public LinkAddress? Link { get; init; }

    /// <summary>Title and artists, as fans are shown them.</summary>
    public string? Title { get; init; }

    public string? Artists { get; init; }

    /// <summary>With <see cref="MailKind.NotSaved"/> and <see cref="MailKind.ConsentAnew"/>.</summary>
    public StreamingService? Service { get; init; }

    /// <summary>What has to be so for it to be sent; null: it is.</summary>
    public MailFact? Fact { get; init; }

    /// <summary>The same for a mail that is sent again.</summary>
    public Guid MailId => new(SHA256.HashData(Encoding.UTF8.GetBytes(Id)).AsSpan(0, 16));

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Id, Kind, Organization.ToString(), Fan.ToString(), AskedAt, Origin?.GetLeftPart(UriPartial.Authority), Code, Link?.Domain, Link?.Slug.ToString(), Title, Artists, Service?.Id, Fact), MailRequestJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static MailRequest? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, MailRequestJson.Default.Stored) is { Id: { } id, Kind: { } kind, AskedAt: { } askedAt } stored
                && OrganizationId.TryParse(stored.Organization, out var organization) && FanId.TryParse(stored.Fan, out var fan)
                ? new MailRequest(id, kind, organization, fan, askedAt)
                {
                    Origin = Uri.TryCreate(stored.Origin, UriKind.Absolute, out var origin) ? origin : null,
                    Code = stored.Code,
                    Link = Slug.TryParsePath(stored.Slug ?? "", out var slug) ? new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug) : null,
                    Title = stored.Title,
                    Artists = stored.Artists,
                    Service = StreamingService.TryParse(stored.Service, out var service) ? service : null,
                    Fact = stored.Fact,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Id, MailKind? Kind, string? Organization, string? Fan, DateTimeOffset? AskedAt, string? Origin, string? Code, string? Domain, string? Slug, string? Title, string? Artists, string? Service, MailFact? Fact);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class MailRequestJson : JsonSerializerContext;
}

/// <summary>Puts mails on their way.</summary>
public sealed class MailRequests(IQueueClient queue)
{
    public const string QueueName = "mails-to-send";

    public Task PutAsync(MailRequest request, TimeSpan delay, CancellationToken cancellationToken) => queue.SendMessageAsync(request.Write(), delay, null, cancellationToken);
}
