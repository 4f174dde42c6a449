using System.Globalization;
using System.Text.Json.Serialization;
using Smartlinks.Links;

namespace Smartlinks.Functions.Links;

/// <summary>A link as the API shows it (DESIGN §7).</summary>
public sealed record LinkResponse(
    string Id, string Slug, string Url, string? Domain, string State, string? Title, IReadOnlyList<string> Artists, string? ArtworkUrl, ReleaseResponse? Release,
    string Mode, string? Isrc, string? Upc, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<DestinationResponse> Destinations)
{
    public static LinkResponse From(Link link, string origin, DateTimeOffset now)
    {
        var isOwn = link.Address.Domain == LinkAddress.OwnDomain;
        return new LinkResponse(
            link.Id.ToString(), link.Address.Slug.ToString(), UrlOf(link, origin), isOwn ? null : link.Address.Domain, StateOf(link, now), link.Title, link.Artists,
            link.ArtworkUrl?.AbsoluteUri, ReleaseResponse.From(link.Release), link.Mode == LinkMode.AutoRoute ? "autoRoute" : "page",
            link.Source.Isrc?.ToString(), link.Source.Upc?.ToString(), link.CreatedAt, link.UpdatedAt, [.. link.Destinations.Select(DestinationResponse.From)]);
    }

    public static string UrlOf(Link link, string origin) =>
        link.Address.Domain == LinkAddress.OwnDomain ? $"{origin}/{link.Address.Slug}" : $"https://{link.Address.Domain}/{link.Address.Slug}";

    private static string StateOf(Link link, DateTimeOffset now) => LinkStates.Of(link, now) switch
    {
        LinkState.Resolving => "resolving",
        LinkState.NeedsReview => "needsReview",
        LinkState.PreSave => "preSave",
        LinkState.Live => "live",
        LinkState.Archived => "archived",
    };
}

/// <summary>Either <c>at</c>, or <c>on</c> with <c>zone</c> (<c>local</c>: each fan's own).</summary>
public sealed record ReleaseResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Zone)
{
    public static ReleaseResponse? From(ReleaseMoment? moment) => moment switch
    {
        null => null,
        { At: { } at } => new ReleaseResponse(at, null, null),
        _ => new ReleaseResponse(null, moment.On!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), moment.Zone?.Id ?? "local"),
    };
}

public sealed record DestinationResponse(string Service, string? Url, string Status, bool Visible, string? Why, IReadOnlyList<EvidenceResponse> Evidence)
{
    public static DestinationResponse From(Destination destination) => new(
        destination.Service.Id, destination.Url?.ToString(),
        destination.Status switch
        {
            DestinationStatus.Pending => "pending",
            DestinationStatus.Confirmed => "confirmed",
            DestinationStatus.Probable => "probable",
            DestinationStatus.Manual => "manual",
            DestinationStatus.Search => "search",
            DestinationStatus.NotFound => "notFound",
        },
        destination.IsVisible(showProbable: false), destination.Why, [.. destination.Evidence.Select(evidence => new EvidenceResponse(evidence.Name, evidence.Detail))]);
}

public sealed record EvidenceResponse(string Name, string Detail);

public sealed record LinkListResponse(IReadOnlyList<LinkResponse> Items, string? Continuation);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LinkResponse))]
[JsonSerializable(typeof(LinkListResponse))]
internal sealed partial class LinkJson : JsonSerializerContext;
