namespace Smartlinks.StreamingServices;

/// <summary>What a service's page is about.</summary>
public enum ItemKind
{
    Track,
    Album,
}

/// <summary>
/// Something a service offered as an answer to a look-up, in the service's own words. Codes are as the service gives them, not normalized.
/// </summary>
/// <param name="Duration">Of a track; null when the service does not tell.</param>
/// <param name="AlbumType">The service's word for the album a track is on: <c>single</c>, <c>album</c>, <c>compilation</c>, <c>ep</c>; null when unknown.</param>
/// <param name="ReleasedOn">Day of release; null when the service knows only a year or nothing.</param>
public sealed record Candidate(
    ItemKind Kind,
    string Id,
    DestinationUrl Url,
    string Title,
    IReadOnlyList<string> Artists,
    string? Isrc,
    string? Upc,
    string? AlbumTitle,
    string? AlbumType,
    TimeSpan? Duration,
    DateOnly? ReleasedOn,
    Uri? ArtworkUrl);

/// <summary>How a look-up ended.</summary>
public abstract record LookUp
{
    private LookUp()
    {
    }

    /// <summary>At least one candidate, in the service's order.</summary>
    public sealed record Found(IReadOnlyList<Candidate> Candidates) : LookUp;

    /// <summary>The service answered that it has nothing.</summary>
    public sealed record NotListed : LookUp;

    /// <summary>The service did not answer usefully: ask again, not before <paramref name="RetryAfter"/> when it said so.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : LookUp;
}

/// <summary>One service's catalogue. An implementation answers with <see cref="LookUp.Unavailable"/> for whatever the service may do; it throws only on cancellation.</summary>
public interface IServiceCatalogue
{
    StreamingService Service { get; }

    Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken);

    /// <param name="spellings">The same product code in the paddings services use, most likely first.</param>
    Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken);

    /// <summary>Reads the item behind one of the service's own addresses; <see cref="LookUp.NotListed"/> when the address names none.</summary>
    Task<LookUp> FindByUrlAsync(DestinationUrl url, CancellationToken cancellationToken);
}
