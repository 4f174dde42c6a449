using System.Globalization;
using System.Text.Json.Serialization;
using Smartlinks.Functions.Organizations;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Links;

/// <summary>A link as the API shows it (DESIGN §7).</summary>
/// <param name="Owner">Whose release it is: what this owner holds lets it be published.</param>
public sealed record LinkResponse(
    string Id, string Owner, string Slug, string Url, string? Domain, string State, string? Title, IReadOnlyList<string> Artists, string? ArtworkUrl, ReleaseResponse? Release,
    string Mode, string? Isrc, string? Upc, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? NextLookUpAt, IReadOnlyList<DestinationResponse> Destinations,
    IReadOnlyDictionary<string, string> PreSavePages, ServicePreferenceResponse? Services, WaitsResponse? Waits)
{
    /// <param name="country">The fan's country to tell visibility for; null: without one.</param>
    public static LinkResponse From(Link link, string origin, OrganizationSettings settings, string? country, DateTimeOffset now)
    {
        var isOwn = link.Address.Domain == LinkAddress.OwnDomain;
        return new LinkResponse(
            link.Id.ToString(), link.ReleaseOwner.ToString(), link.Address.Slug.ToString(), link.Address.UrlAt(origin), isOwn ? null : link.Address.Domain, StateOf(link, now), link.Title, link.Artists,
            link.ArtworkUrl?.AbsoluteUri, ReleaseResponse.From(link.Release), link.Mode == LinkMode.AutoRoute ? "autoRoute" : "page",
            link.Source.Isrc?.ToString(), link.Source.Upc?.ToString(), link.CreatedAt, link.UpdatedAt, link.LookUpDueAt,
            [.. DecideOn(link, settings).Select(decision => DestinationResponse.From(link.Find(decision.Service)!, decision, settings, country))],
            link.PreSavePages.ToDictionary(page => page.Service.Id, page => page.ToString()), ServicePreferenceResponse.From(link.Services), WaitsResponse.From(link.Hold));
    }

    /// <summary>In the order the page shows them.</summary>
    private static IReadOnlyList<ServiceDecision> DecideOn(Link link, OrganizationSettings settings) =>
        ServiceDecider.Decide(settings.Services, link.Services, [.. link.Destinations.Select(destination => destination.Service)]);

    public static string StateOf(Link link, DateTimeOffset now) => LinkStates.Of(link, now) switch
    {
        LinkState.Resolving => "resolving",
        LinkState.NeedsReview => "needsReview",
        LinkState.AwaitingCredit => "awaitingCredit",
        LinkState.AwaitingFee => "awaitingFee",
        LinkState.PreSave => "preSave",
        LinkState.Live => "live",
        LinkState.Archived => "archived",
    };
}

/// <summary>What a link that is not published waits for (<c>credit</c> or <c>fee</c>), and what brings it.</summary>
public sealed record WaitsResponse(string For, DateTimeOffset Since, string Why, string How)
{
    /// <summary>Null: it waits for nothing.</summary>
    public static WaitsResponse? From(LinkHold? hold) => hold is null ? null : new WaitsResponse(hold.Reason == HoldReason.Credit ? "credit" : "fee", hold.Since, hold.Why, hold.How);
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

public sealed record DestinationResponse(
    string Service, string? Url, string Status, bool Visible, string? Why, string? HiddenBy, string PlacedBy, bool Pinned, TerritoriesResponse? Territories, FlagResponse? Flag, DateTimeOffset? CheckedAt, DateTimeOffset? NextLookUpAt,
    IReadOnlyList<EvidenceResponse> Evidence)
{
    public static DestinationResponse From(Destination destination, ServiceDecision decision, OrganizationSettings settings, string? country)
    {
        var isThere = destination.Territories.Include(country);
        var isVisible = decision.IsVisible && destination.IsVisible(settings.ShowProbable) && isThere;
        var (hiddenBy, whyHidden) = DecisionNames.Of(decision.Visibility);
        return new DestinationResponse(
            destination.Service.Id, destination.Url?.ToString(), StatusOf(destination), isVisible, whyHidden ?? (isThere ? destination.Why : $"{destination.Service.Name} does not have it in {country}."), hiddenBy, DecisionNames.Of(decision.Place), destination.Pinned,
            TerritoriesResponse.From(destination.Territories), destination.Flag is { } flag ? FlagResponse.From(flag) : null, destination.CheckedAt, destination.DueAt, EvidenceResponse.From(destination.Evidence));
    }

    public static string StatusOf(Destination destination) => destination.Status switch
    {
        DestinationStatus.Pending => "pending",
        DestinationStatus.Confirmed => "confirmed",
        DestinationStatus.Probable => "probable",
        DestinationStatus.Manual => "manual",
        DestinationStatus.Search => "search",
        DestinationStatus.NotFound => "notFound",
    };
}

/// <summary>Where the service has it: in <c>only</c> these countries, or everywhere <c>except</c> in these.</summary>
public sealed record TerritoriesResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Only,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Except)
{
    /// <summary>Null for everywhere.</summary>
    public static TerritoriesResponse? From(Territories territories) =>
        territories.IsEverywhere ? null : territories.IsExcept ? new TerritoriesResponse(null, territories.Countries) : new TerritoriesResponse(territories.Countries, null);
}

/// <summary>What checks found wrong with a destination. It leaves the page (<c>hidden</c>) when two found it so.</summary>
public sealed record FlagResponse(string Reason, DateTimeOffset Since, int Checks, bool Hidden)
{
    public static FlagResponse From(DestinationFlag flag) => new(flag.Reason == FlagReason.Dead ? "dead" : "changed", flag.Since, flag.Checks, flag.IsConfirmed);
}

public sealed record EvidenceResponse(string Name, string Detail)
{
    public static IReadOnlyList<EvidenceResponse> From(IEnumerable<Evidence> evidence) => [.. evidence.Select(each => new EvidenceResponse(each.Name, each.Detail))];
}

public sealed record LinkListResponse(IReadOnlyList<LinkResponse> Items, string? Continuation);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LinkResponse))]
[JsonSerializable(typeof(LinkListResponse))]
internal sealed partial class LinkJson : JsonSerializerContext;
