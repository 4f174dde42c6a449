using System.Globalization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Support;

/// <summary>Values for what does not matter in a test.</summary>
public static class Some
{
    public const string Isrc = "USUM72409273";
    public const string Upc = "602475093060";

    public static DateTimeOffset Instant { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static OrganizationId Organization { get; } = OrganizationId.Parse("org_some-label");

    public static LinkId LinkId { get; } = LinkId.Parse("lnk_01hzzzzzzzzzzzzzzzzzzzzzzz");

    public static DestinationUrl SpotifyUrl(string id = "2plbrEY59IikOBgBGLjaoe") => DestinationUrl.Parse(StreamingService.Spotify, $"https://open.spotify.com/track/{id}");

    public static DestinationUrl DeezerUrl(long id = 2947516331) =>
        DestinationUrl.Parse(StreamingService.Deezer, string.Create(CultureInfo.InvariantCulture, $"https://www.deezer.com/track/{id}"));

    /// <summary>A link as it is first stored: from an ISRC, nothing found yet.</summary>
    public static Link Link(string slug = "some-slug", LinkId? id = null, OrganizationId? organization = null) => new()
    {
        Id = id ?? LinkId,
        Organization = organization ?? Organization,
        Address = Address(slug),
        Source = new LinkSource(Links.Isrc.Parse(Isrc), null, null),
        Resolving = true,
        Destinations = [Destination.Pending(StreamingService.Spotify), Destination.Pending(StreamingService.Deezer)],
        CreatedAt = Instant,
        UpdatedAt = Instant,
    };

    public static LinkAddress Address(string slug = "some-slug") => new(LinkAddress.OwnDomain, Slug.Parse(slug));

    public static LinkDraft Draft(string? slug = null, string? title = null, Isrc? isrc = null, Upc? upc = null, params DestinationUrl[] destinations) => new(
        isrc is null && upc is null && destinations.Length == 0 ? new LinkSource(Links.Isrc.Parse(Isrc), null, null) : new LinkSource(isrc, upc, destinations.FirstOrDefault()),
        destinations, LinkAddress.OwnDomain, slug is null ? null : Slug.Parse(slug), title, [], null, LinkMode.Page, null);

    /// <summary>A track that a service offers, with the code of <see cref="Draft"/> and <see cref="Link"/>.</summary>
    public static Candidate Track(DestinationUrl? url = null) =>
        new(ItemKind.Track, "1", url ?? SpotifyUrl(), "Die With A Smile", ["Lady Gaga", "Bruno Mars"])
        {
            Isrc = Isrc,
            AlbumTitle = "Die With A Smile",
            AlbumType = "single",
            Duration = TimeSpan.FromSeconds(251),
            ReleasedOn = new DateOnly(2024, 8, 16),
        };
}
