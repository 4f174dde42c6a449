using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Nudging;

/// <summary>A message of queue <c>nudges-due</c>: look at the grants of a page of this bucket's pre-saves.</summary>
/// <param name="After">The last row of the page before; null: the first page.</param>
public sealed partial record NudgesDue(LinkAddress Address, PreSaveKey Key, string? After)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Key.Link.ToString(), Address.Domain, Address.Slug.ToString(), Key.Zone, Key.Bucket, After), NudgesDueJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static NudgesDue? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, NudgesDueJson.Default.Stored) is { Zone: { Length: > 0 } zone, Bucket: >= 0 } stored
                && LinkId.TryParse(stored.Link, out var link) && Slug.TryParsePath(stored.Slug ?? "", out var slug)
                ? new NudgesDue(new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug), new PreSaveKey(link, zone, stored.Bucket), stored.After)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Stored(string? Link, string? Domain, string? Slug, string? Zone, int Bucket, string? After);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Stored))]
    private sealed partial class NudgesDueJson : JsonSerializerContext;
}

/// <summary>Queue <c>nudges-due</c>.</summary>
public sealed class NudgeRequests(IQueueClient queue)
{
    public const string QueueName = "nudges-due";

    public Task PutAsync(NudgesDue message, CancellationToken cancellationToken) => queue.SendMessageAsync(message.Write(), TimeSpan.Zero, null, cancellationToken);
}
