using System.Text;
using System.Text.Json;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

/// <summary>Rows of links, organizations and releases. <c>tests/Fixtures/Rows</c> has them as the first version wrote them: they must stay readable.</summary>
public sealed class LinkRowTests
{
    /// <summary>Every field set, with what is hard to write.</summary>
    private static Link Whole => Some.Link() with
    {
        Source = new LinkSource(Isrc.Parse(Some.Isrc), Upc.Parse(Some.Upc), Some.DeezerUrl()),
        Title = "Tür \"für\" <b>\u202e\ud83c\udfb5",
        Artists = ["Sigur Rós", "中島みゆき", "AC/DC; \"Live\""],
        ArtworkUrl = new Uri("https://label.example/cover%20art.jpg?a=1&b=%C3%A9"),
        ArtworkKey = "0123456789abcdef0123456789abcdef",
        Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
        Mode = LinkMode.AutoRoute,
        Archived = true,
        Resolving = false,
        TitleIsSet = true,
        ArtworkIsSet = true,
        Destinations =
        [
            new Destination(StreamingService.Spotify, Some.SpotifyUrl(), DestinationStatus.Confirmed, [new Evidence("isrcEqual", Some.Isrc), new Evidence("titleDiffers", "Die With A Smile – Live")]),
            new Destination(StreamingService.Tidal, null, DestinationStatus.NotFound, [], Removed: true, Why: "Removed by an admin."),
            Destination.Manual(Some.DeezerUrl()),
        ],
        CreatedAt = Some.Instant.AddTicks(1),
        UpdatedAt = Some.Instant.AddDays(1),
    };

    public static TheoryData<string, Link> Links => new()
    {
        { "link-whole", Whole },
        { "link-new", Some.Link() },
        { "link-instant", Some.Link() with { Release = ReleaseMoment.AtInstant(Some.Instant) } },
        { "link-local-date", Some.Link() with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null) } },
    };

    [Theory, MemberData(nameof(Links))]
    public void A_link_is_read_as_it_was_written(string name, Link link)
    {
        var read = Found(Reread(LinkRow.ToEntity(link)));
        Assert.Equal(link, read, SameLink.Instance);
        Assert.Equal(link.Destinations.Count, read.Destinations.Count);
        Assert.NotEmpty(name);
        Assert.All(link.Destinations.Zip(read.Destinations), pair => Assert.Equal(pair.First with { Evidence = [] }, pair.Second with { Evidence = [] }));
        Assert.All(link.Destinations.Zip(read.Destinations), pair => Assert.Equal(pair.First.Evidence, pair.Second.Evidence));
        Assert.Equal(link.Artists, read.Artists);
        Assert.Equal((link.Title, link.Release, link.Source, link.ArtworkUrl), (read.Title, read.Release, read.Source, read.ArtworkUrl));
    }

    [Theory, MemberData(nameof(Links))]
    public void A_link_as_the_first_version_wrote_it_is_still_read(string name, Link link) => Assert.Equal(link, Found(FromFixture(name)), SameLink.Instance);

    /// <summary>A row that is written anew as it was read is no change to an admin.</summary>
    [Theory, MemberData(nameof(Links))]
    public void A_link_of_the_first_version_keeps_its_version_when_it_is_written_today(string name, Link link)
    {
        var row = FromFixture(name);
        var today = LinkRow.ToEntity(Found(row));
        today.ETag = new Azure.ETag("\"later\"");
        Assert.Equal(LinkVersion.Of(Found(row)), LinkVersion.Of(Found(today)));
        Assert.Equal(LinkVersion.Of(link), LinkVersion.Of(Found(row)));
    }

    [Fact]
    public void What_a_link_waits_for_is_read_as_it_was_written_and_changes_the_version()
    {
        var held = Whole with { Hold = new LinkHold(HoldReason.Fee, Some.Instant.AddTicks(1), "Why \"it\" waits.", "How.") { IsAgain = true }, WasResolved = true, GrantedBy = EntitlementId.Parse("pur_1") };
        var read = Found(Reread(LinkRow.ToEntity(held)));
        Assert.Equal((held.Hold, true, held.GrantedBy), (read.Hold, read.WasResolved, read.GrantedBy));
        Assert.Equal(LinkVersion.Of(Whole), LinkVersion.Of(Whole with { GrantedBy = held.GrantedBy }));
        Assert.NotEqual(LinkVersion.Of(Whole), LinkVersion.Of(held));
        var first = Found(FromFixture("link-whole"));
        Assert.True(first is { Hold: null, WasResolved: false });
    }

    /// <summary>A tombstone tells whether fans had anything of the link.</summary>
    [Fact]
    public void A_tombstone_says_whether_the_link_was_of_use()
    {
        Assert.True(IsUnused(Some.Link()));
        Assert.True(IsUnused(Some.Link().With(Destination.Manual(Some.SpotifyUrl())) with { Hold = LinkHold.ForPayment(Some.Instant) }));
        Assert.False(IsUnused(Some.Link() with { WasResolved = true }));
        Assert.False(IsUnused(Some.Link() with { WasResolved = true, Hold = LinkHold.ForPayment(Some.Instant) with { IsAgain = true } }));
        Assert.False(IsUnused(Some.Link().With(Destination.Manual(Some.SpotifyUrl()))));

        static bool IsUnused(Link link) => Assert.IsType<StoredLink.Deleted>(LinkRow.FromEntity(Reread(LinkRow.ToTombstone(link, Some.Instant, givesBack: true)))).IsUnused;
    }

    [Fact]
    public void Services_own_pre_save_pages_are_read_as_they_were_written_and_change_the_version()
    {
        var with = Whole with { PreSavePages = [DestinationUrl.Parse(StreamingService.Spotify, "https://open.spotify.com/prerelease/1a2b"), DestinationUrl.Parse(StreamingService.AppleMusic, "https://music.apple.com/us/album/x/1")] };
        Assert.Equal(with.PreSavePages, Found(Reread(LinkRow.ToEntity(with))).PreSavePages);
        Assert.NotEqual(LinkVersion.Of(Whole), LinkVersion.Of(with));
        Assert.Empty(Found(FromFixture("link-whole")).PreSavePages);
    }

    [Fact]
    public void Whose_release_it_is_outlives_the_link_and_is_the_organizations_where_nobody_is_named()
    {
        var own = Whole with { Owner = OwnerId.Parse("artist-1") };
        Assert.Equal(own.Owner, Found(Reread(LinkRow.ToEntity(own))).ReleaseOwner);
        Assert.Equal(own.Owner, Assert.IsType<StoredLink.Deleted>(LinkRow.FromEntity(Reread(LinkRow.ToTombstone(own, Some.Instant, givesBack: true)))).Owner);
        Assert.Equal(OwnerId.Of(Some.Organization), Found(FromFixture("link-whole")).ReleaseOwner);
        Assert.NotEqual(LinkVersion.Of(Whole), LinkVersion.Of(own));
    }

    [Fact]
    public void A_choice_of_services_is_read_as_it_was_written_and_none_is_not_an_empty_one()
    {
        foreach (var choice in new[] { null, ServicePreference.None, new ServicePreference(ServiceSet.Of(StreamingService.Deezer), ServiceOrder.Of(StreamingService.Tidal, StreamingService.Spotify)) })
            Assert.Equal(choice, Found(Reread(LinkRow.ToEntity(Whole with { Services = choice }))).Services);
        Assert.Null(Found(FromFixture("link-whole")).Services);
    }

    [Fact]
    public void Marks_and_tombstones_as_the_first_version_wrote_them_are_still_read()
    {
        var moved = Assert.IsType<StoredLink.Moved>(LinkRow.FromEntity(FromFixture("link-moved")));
        Assert.Equal((Some.LinkId, "new-slug"), (moved.Id, moved.To.ToString()));
        Assert.Equal(Some.LinkId, Assert.IsType<StoredLink.Deleted>(LinkRow.FromEntity(FromFixture("link-deleted"))).Id);
        Assert.Equal(Some.Address(), OrganizationLinkRow.Address(FromFixture("pointer")));
        Assert.Null(OrganizationLinkRow.MovingTo(FromFixture("pointer")));
        var (hash, id, address, createdAt) = OrganizationLinkRow.FromKey(FromFixture("key"));
        Assert.Equal(("some-hash", Some.LinkId, Some.Address(), Some.Instant), (hash, id, address, createdAt));
        Assert.Equal(new Organization(Some.Organization, "Some Label", Some.Instant), OrganizationRow.FromProfile(FromFixture("organization")));
        Assert.True(s_key.Matches(OrganizationRow.SecretHash(FromFixture("api-key"))));
    }

    [Fact]
    public void Rows_are_written_as_the_fixtures_have_them()
    {
        foreach (var (name, row) in RowsOfToday())
        {
            Assert.Equal(File.ReadAllText(FixtureOf(name, "")).TrimEnd(), Write(row));
        }
    }

    [Fact]
    public void A_row_with_columns_of_a_later_version_is_read()
    {
        var row = LinkRow.ToEntity(Whole);
        row["Theme"] = "dark";
        Assert.Equal(Whole, Found(row), SameLink.Instance);
    }

    [Fact]
    public void A_release_row_keeps_every_candidate_as_it_was_offered()
    {
        var candidate = Some.Track() with
        {
            FoundBy = FoundBy.CrossReference, ToldBy = "musicbrainz", Upc = Some.Upc, Version = "Live", TrackNumber = 3, TrackCount = 12, IsExplicit = true, IsArtistsOwn = false,
            Territories = Territories.Except(["JP"]), AvailableFrom = Some.Instant, ArtworkUrl = new Uri("https://cdn.example/a.jpg"),
        };
        var record = new ReleaseRecord(new Dictionary<string, IReadOnlyList<Candidate>> { ["apple-music"] = [candidate], ["musicbrainz"] = [Some.Track()] },
            new Dictionary<string, CrossReferenceState> { ["musicbrainz"] = new(2, Some.Instant) }) { FirstRead = [candidate] };
        var row = ReleaseRow.ToEntity(Whole, ReleaseFacts.None, record, Some.Instant);
        Assert.Equal(Whole.Id.ToString(), row.RowKey);
        var read = ReleaseRow.FromEntity(Reread(row));
        Assert.Equal(candidate with { Artists = [] }, Assert.Single(read.Candidates["apple-music"]) with { Artists = [] });
        Assert.Equal(candidate.Artists, read.Candidates["apple-music"][0].Artists);
        Assert.Equal(candidate with { Artists = [] }, Assert.Single(read.FirstRead) with { Artists = [] });
        Assert.Equal(new CrossReferenceState(2, Some.Instant), read.CrossReferences["musicbrainz"]);
        Assert.Empty(ReleaseRow.FromEntity(null).Candidates);
        Assert.Empty(ReleaseRow.FromEntity(null).FirstRead);
    }

    [Fact]
    public void A_source_that_offers_very_much_does_not_burst_the_row()
    {
        var name = new string('x', 500);
        var endless = Some.Track() with { Title = name, AlbumTitle = name, Version = name, Artists = [.. Enumerable.Repeat(name, 20)] };
        var record = new ReleaseRecord(StreamingService.All.ToDictionary(service => service.Id, IReadOnlyList<Candidate> (_) => [.. Enumerable.Repeat(endless, 50)]), ReleaseRecord.Empty.CrossReferences)
        {
            FirstRead = [.. Enumerable.Repeat(endless, 9)],
        };
        var row = ReleaseRow.ToEntity(Whole, ReleaseFacts.None, record, Some.Instant);
        Assert.All(row.Properties.Values.OfType<string>(), text => Assert.InRange(text.Length, 0, 32_000));
        Assert.NotEmpty(ReleaseRow.FromEntity(row).Candidates["spotify"]);
    }

    [Fact]
    public void Nine_destinations_with_long_evidence_fit_their_property()
    {
        var link = StreamingService.All.Aggregate(Some.Link(), (link, service) => link.With(Destination.Pending(service) with { Evidence = [.. Enumerable.Range(0, 30).Select(i => new Evidence($"evidence{i}", new string('界', 500)))], Why = new string('界', 200), Rejected = [.. Enumerable.Repeat(new string('x', 40), 12)] }));
        Assert.InRange(LinkRow.ToEntity(link).GetString("Destinations")!.Length, 1, 32_000);
        Assert.All(Found(LinkRow.ToEntity(link)).Destinations, destination => Assert.Equal(20, destination.Evidence.Count));
    }

    [Fact]
    public void A_long_detail_is_cut_and_evidence_that_is_much_is_cut_in_the_middle()
    {
        var much = Destination.Pending(StreamingService.Spotify) with { Evidence = [.. Enumerable.Range(0, 28).Select(i => new Evidence($"evidence{i}", new string('界', 500))), new Evidence("row", "T27"), new Evidence("acceptedByAdmin", "1")] };
        var kept = Found(LinkRow.ToEntity(Some.Link().With(much))).Find(StreamingService.Spotify)!.Evidence;
        Assert.Equal(20, kept.Count);
        Assert.Equal(("evidence0", 160), (kept[0].Name, kept[0].Detail.Length));
        Assert.Equal([new Evidence("row", "T27"), new Evidence("acceptedByAdmin", "1")], kept.TakeLast(2));
    }

    [Fact]
    public void A_destination_is_read_with_all_that_is_known_of_it()
    {
        var link = Some.Link().With(new Destination(StreamingService.Spotify, Some.SpotifyUrl(), DestinationStatus.Confirmed, [], Why: "why")
        {
            Pinned = true, Territories = Territories.Only(["DE", "FR"]), Flag = new DestinationFlag(FlagReason.Changed, Some.Instant, 2), CheckedAt = Some.Instant, Attempts = 3,
            DueAt = Some.Instant.AddDays(1), Rejected = ["a", "b"],
        }) with { LookUpDueAt = Some.Instant, ArtistsAreSet = true, Source = new LinkSource(null, null, null, new Uri("https://spotify.link/x")) { IsShareDead = true } };
        Assert.Equal(link, Found(LinkRow.ToEntity(link)), SameLink.Instance);
        Assert.Equal(link.Destinations, Found(LinkRow.ToEntity(link)).Destinations);
    }

    [Fact]
    public void A_destination_changed_by_other_hands_is_not_served()
    {
        var row = LinkRow.ToEntity(Some.Link().With(Destination.Manual(Some.SpotifyUrl())));
        row["Destinations"] = row.GetString("Destinations")!.Replace("open.spotify.com", "open.spotify.com.evil.example", StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => LinkRow.FromEntity(row));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"organization":"org_some-label","link":"lnk_x","slug":"some-slug","attempt":0}""")]
    [InlineData("""{"organization":"org_some-label","link":"lnk_01hzzzzzzzzzzzzzzzzzzzzzzz","slug":"no slug","attempt":0}""")]
    [InlineData("""{"organization":7,"link":"lnk_01hzzzzzzzzzzzzzzzzzzzzzzz","slug":"some-slug"}""")]
    [InlineData("""{"organization":"org_some-label","link":"lnk_01hzzzzzzzzzzzzzzzzzzzzzzz","slug":"some-slug","dueAt":"soon"}""")]
    public void What_is_no_resolve_request_is_told_apart(string text) => Assert.Null(ResolveRequest.TryRead(text));

    [Fact]
    public void A_resolve_request_is_read_as_it_was_written_and_as_the_first_version_wrote_it()
    {
        var request = new ResolveRequest(Some.Organization, Some.LinkId, Some.Address(), Some.Instant);
        Assert.Equal(request, ResolveRequest.TryRead(Encoding.UTF8.GetString(request.Write())));
        Assert.Equal(request with { DueAt = null }, ResolveRequest.TryRead("""{"organization":"org_some-label","link":"lnk_01hzzzzzzzzzzzzzzzzzzzzzzz","domain":"-","slug":"some-slug","attempt":3}"""));
    }

    private static readonly ApiKey s_key = ApiKey.New(new ScriptedIds().Next("abcdefghjk", "23456789abcdefghjkmnpqrstwxyz234"));

    private static IEnumerable<(string Name, TableEntity Row)> RowsOfToday()
    {
        foreach (var row in Links) yield return ((string)row[0], LinkRow.ToEntity((Link)row[1]));
        yield return ("link-moved", LinkRow.ToForwarding(Some.Address(), Some.Address("new-slug"), Some.LinkId, Some.Organization));
        yield return ("link-deleted", LinkRow.ToTombstone(Some.Link() with { WasResolved = true }, Some.Instant, givesBack: true));
        yield return ("pointer", OrganizationLinkRow.ToPointer(Some.Link()));
        yield return ("key", OrganizationLinkRow.ToKey(Some.Organization, "some-key", "some-hash", Some.LinkId, Some.Address(), Some.Instant));
        yield return ("organization", OrganizationRow.ToProfile(new Organization(Some.Organization, "Some Label", Some.Instant)));
        yield return ("api-key", OrganizationRow.ToApiKey(Some.Organization, s_key, Some.Instant));
        yield return ("release", ReleaseRow.ToEntity(Whole, new ReleaseFacts(Isrc.Parse(Some.Isrc), null, "Die With A Smile", ["Lady Gaga"]),
            new ReleaseRecord(new Dictionary<string, IReadOnlyList<Candidate>> { ["spotify"] = [Some.Track()] }, new Dictionary<string, CrossReferenceState> { ["musicbrainz"] = new(1, null) }), Some.Instant));
    }

    /// <param name="version">A folder of rows as an earlier version wrote them; empty: as today's does.</param>
    private static string FixtureOf(string name, string version = "First") => Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Rows", version, $"{name}.json");

    private static Link Found(TableEntity row) => Assert.IsType<StoredLink.Found>(LinkRow.FromEntity(row)).Link;

    private static TableEntity Reread(TableEntity row) => TableEntityJson.Read(Encoding.UTF8.GetBytes(Write(row)), row.PartitionKey, row.RowKey);

    private static TableEntity FromFixture(string name)
    {
        var json = File.ReadAllBytes(FixtureOf(name));
        using var document = JsonDocument.Parse(json);
        return TableEntityJson.Read(json, document.RootElement.GetProperty("PartitionKey").GetString()!, document.RootElement.GetProperty("RowKey").GetString()!);
    }

    private static string Write(TableEntity row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true })) TableEntityJson.Write(json, row);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
