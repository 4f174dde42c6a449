using System.Globalization;
using System.Text.Json.Serialization;
using Smartlinks.Functions.Links;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Rules;
using Smartlinks.Releases;

namespace Smartlinks.Functions.Releases;

/// <summary>A link that needs a look, with everything that was offered for each service.</summary>
public sealed record ReviewResponse(string Link, string Slug, string State, string? Title, IReadOnlyList<string> Artists, string? Isrc, string? Upc, IReadOnlyList<ReviewedServiceResponse> Services)
{
    public static ReviewResponse From(Review review, OrganizationSettings settings, DateTimeOffset now)
    {
        var link = review.Link;
        return new ReviewResponse(link.Id.ToString(), link.Address.Slug.ToString(), LinkResponse.StateOf(link, now), link.Title, link.Artists, link.Source.Isrc?.ToString(), link.Source.Upc?.ToString(),
            [.. ServiceReview.AllOf(link, review.Record).Select(service => ReviewedServiceResponse.From(link, service, settings))]);
    }
}

/// <param name="NeedsReview">Whether this service is why the link is listed.</param>
/// <param name="Candidates">Best first; what the sources said last.</param>
public sealed record ReviewedServiceResponse(bool NeedsReview, DestinationResponse Destination, IReadOnlyList<CandidateResponse> Candidates)
{
    public static ReviewedServiceResponse From(Link link, ServiceReview service, OrganizationSettings settings) => new(
        service.Destination.NeedsReview, DestinationResponse.From(service.Destination, ServiceDecider.Decide(settings.Services, link.Services, [service.Destination.Service])[0], settings, null),
        [.. service.Judgements.Select(judgement => CandidateResponse.From(judgement, service.Destination.Rejected.Contains(judgement.Candidate.Id, StringComparer.Ordinal)))]);
}

/// <param name="ToldBy">Who named the address, when it was not the service itself.</param>
/// <param name="Rejected">By an admin.</param>
public sealed record CandidateResponse(
    string Id, string Kind, string Url, string Title, string? Version, IReadOnlyList<string> Artists, string? Isrc, string? Upc, string? Album, string? AlbumType, long? DurationMs, string? ReleasedOn,
    string FoundBy, string? ToldBy, string Verdict, bool Rejected, TerritoriesResponse? Territories, IReadOnlyList<EvidenceResponse> Evidence)
{
    public static CandidateResponse From(Judgement judgement, bool isRejected)
    {
        var candidate = judgement.Candidate;
        return new CandidateResponse(candidate.Id, Lower(candidate.Kind.ToString()), candidate.Url.ToString(), candidate.Title, candidate.Version, candidate.Artists, candidate.Isrc, candidate.Upc,
            candidate.AlbumTitle, candidate.AlbumType, (long?)candidate.Duration?.TotalMilliseconds, candidate.ReleasedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Lower(candidate.FoundBy.ToString()), candidate.ToldBy, Lower(judgement.Verdict.ToString()), isRejected, TerritoriesResponse.From(candidate.Territories), EvidenceResponse.From(judgement.Evidence));
    }

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

public sealed record ReviewListResponse(IReadOnlyList<ReviewResponse> Items, string? Continuation);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReviewResponse))]
[JsonSerializable(typeof(ReviewListResponse))]
internal sealed partial class ReviewJson : JsonSerializerContext;
