namespace Smartlinks.StreamingServices;

/// <summary>What a service can do with this deployment's keys, as data.</summary>
/// <param name="ByIsrc">Looks up a recording by ISRC.</param>
/// <param name="ByUpc">Looks up a release by UPC.</param>
/// <param name="ByItem">Reads the item behind one of its own addresses.</param>
/// <param name="BySearch">Searches by title and artists.</param>
/// <param name="Save">Can add to a fan's library.</param>
/// <param name="NeedsApproval">The service gives keys to approved developers only.</param>
/// <param name="DailyQuota">Searches or look-ups a day, where the service counts them; null: it does not.</param>
public sealed record ServiceCapabilities(bool ByIsrc, bool ByUpc, bool ByItem, bool BySearch, bool Save, bool NeedsApproval = false, int? DailyQuota = null);

/// <summary>What a search is for. Spend it where no code can be asked for.</summary>
/// <param name="Artists">At least one.</param>
public sealed record ReleaseSearch(ItemKind Kind, string Title, IReadOnlyList<string> Artists, string? Isrc, TimeSpan? Duration);

/// <summary>
/// One service's catalogue. An implementation answers with <see cref="LookUp.Unavailable"/> for whatever the service may do; it throws only on cancellation,
/// and <see cref="NotSupportedException"/> for what its capabilities exclude.
/// </summary>
public interface IServiceCatalogue
{
    StreamingService Service { get; }

    ServiceCapabilities Capabilities { get; }

    Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => throw new NotSupportedException($"{Service.Name} does not look up by ISRC.");

    /// <param name="spellings">The same product code in the paddings services use: as given first, then 12, 13 and 14 digits.</param>
    Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) => throw new NotSupportedException($"{Service.Name} does not look up by UPC.");

    /// <summary>Reads the item of this service; <see cref="LookUp.NotListed"/> when it is not there (any more).</summary>
    Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => throw new NotSupportedException($"{Service.Name} does not read its addresses.");

    Task<LookUp> SearchAsync(ReleaseSearch search, CancellationToken cancellationToken) => throw new NotSupportedException($"{Service.Name} does not search.");
}

/// <summary>
/// A source that is no streaming service and knows addresses at some: MusicBrainz, iTunes. Its candidates carry the address of the service they are for.
/// The same rules as for <see cref="IServiceCatalogue"/> hold.
/// </summary>
public interface ICrossReference
{
    /// <summary><c>musicbrainz</c> or <c>itunes</c>.</summary>
    string Id { get; }

    /// <summary>The services it may know addresses at.</summary>
    IReadOnlyList<StreamingService> Services { get; }

    bool ByIsrc { get; }

    bool ByUpc { get; }

    Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => throw new NotSupportedException($"{Id} does not look up by ISRC.");

    Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) => throw new NotSupportedException($"{Id} does not look up by UPC.");
}
