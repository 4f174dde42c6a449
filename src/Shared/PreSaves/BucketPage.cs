using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;

namespace Smartlinks.PreSaves;

/// <summary>What messages name that ask to look through a bucket page by page: the bucket, where its link is found, and where to go on.</summary>
/// <param name="After">The last row, or fan, of the page before; null: the first page.</param>
public sealed partial record BucketPage(LinkAddress Address, PreSaveKey Key, string? After)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(Key.Link.ToString(), Address.Domain, Address.Slug.ToString(), Key.Zone, Key.Bucket, After), BucketPageJson.Default.Stored);

    /// <summary>Null when the text is not such a message.</summary>
    public static BucketPage? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, BucketPageJson.Default.Stored) is { Zone: { Length: > 0 } zone, Bucket: >= 0 } stored
                && LinkId.TryParse(stored.Link, out var link) && Slug.TryParsePath(stored.Slug ?? "", out var slug)
                ? new BucketPage(new LinkAddress(stored.Domain ?? LinkAddress.OwnDomain, slug), new PreSaveKey(link, zone, stored.Bucket), stored.After)
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
    private sealed partial class BucketPageJson : JsonSerializerContext;
}
