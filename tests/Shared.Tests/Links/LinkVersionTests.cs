using Smartlinks.Links;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

/// <summary>Bugs these hunt: an admin's edit refused although nothing an admin sees has changed, and one let through although something has.</summary>
public sealed class LinkVersionTests
{
    private static readonly Destination s_found = new(StreamingService.Spotify, Some.SpotifyUrl(), DestinationStatus.Confirmed, [new Evidence("isrcEqual", Some.Isrc)]) { DueAt = Some.Instant, CheckedAt = Some.Instant };
    private static readonly Link s_link = (Some.Link() with { Title = "T", Artists = ["A"], ArtworkUrl = new Uri("https://label.example/a.jpg") }).With(s_found);

    public static TheoryData<string, Link> Seen => new()
    {
        { "title", s_link with { Title = "U" } },
        { "title that is set", s_link with { TitleIsSet = true } },
        { "services", s_link with { Services = ServicePreference.None } },
        { "hidden services", s_link with { Services = new ServicePreference(ServiceSet.Of(StreamingService.Tidal), default) } },
        { "order of services", s_link with { Services = new ServicePreference(default, ServiceOrder.Of(StreamingService.Tidal)) } },
        { "artists", s_link with { Artists = ["A", "B"] } },
        { "artwork", s_link with { ArtworkUrl = new Uri("https://label.example/b.jpg") } },
        { "release", s_link with { Release = ReleaseMoment.AtInstant(Some.Instant) } },
        { "mode", s_link with { Mode = LinkMode.AutoRoute } },
        { "archived", s_link with { Archived = true } },
        { "source", s_link with { Source = s_link.Source with { Upc = Upc.Parse(Some.Upc) } } },
        { "slug", s_link with { Address = Some.Address("other-slug") } },
        { "address", s_link.With(s_found with { Url = Some.SpotifyUrl("0000000000000000000000") }) },
        { "status", s_link.With(s_found with { Status = DestinationStatus.Probable }) },
        { "why", s_link.With(s_found with { Why = "Because." }) },
        { "flag", s_link.With(s_found with { Flag = new DestinationFlag(FlagReason.Dead, Some.Instant, 1) }) },
        { "removed", s_link.With(s_found with { Removed = true }) },
        { "pinned", s_link.With(s_found with { Pinned = true }) },
        { "countries", s_link.With(s_found with { Territories = Territories.Only(["DE"]) }) },
        { "evidence", s_link.With(s_found with { Evidence = [new Evidence("upcEqual", Some.Upc)] }) },
        { "rejected", s_link.With(s_found with { Rejected = ["1"] }) },
    };

    public static TheoryData<string, Link> Unseen => new()
    {
        { "next look-up", s_link with { LookUpDueAt = Some.Instant } },
        { "something found once", s_link with { WasResolved = true } },
        { "end of resolving", s_link with { Resolving = false } },
        { "stored version", s_link with { ETag = new Azure.ETag("\"7\"") } },
        { "kept picture", s_link with { ArtworkKey = "0123456789abcdef0123456789abcdef" } },
        { "a service's next look-up", s_link.With(s_found with { DueAt = Some.Instant.AddDays(1) }) },
        { "a check", s_link.With(s_found with { CheckedAt = Some.Instant.AddDays(1) }) },
        { "attempts", s_link.With(s_found with { Attempts = 3, Silences = 2 }) },
    };

    [Theory, MemberData(nameof(Seen))]
    public async Task What_an_admin_sees_makes_another_version_and_moves_the_time_of_the_last_change(string what, Link changed)
    {
        Assert.True(LinkVersion.Of(s_link) != LinkVersion.Of(changed), what);
        if (what != "slug") Assert.Equal(s_now, (await WriteAsync(changed)).UpdatedAt);
    }

    [Theory, MemberData(nameof(Unseen))]
    public async Task What_nobody_sees_makes_no_other_version(string what, Link changed)
    {
        Assert.True(LinkVersion.Of(s_link) == LinkVersion.Of(changed), what);
        Assert.Equal(s_link.UpdatedAt, (await WriteAsync(changed)).UpdatedAt);
    }

    [Fact]
    public void A_second_bad_check_is_seen_and_a_hundredth_is_not()
    {
        string After(int checks) => LinkVersion.Of(s_link.With(s_found with { Flag = new DestinationFlag(FlagReason.Dead, Some.Instant, checks) }));
        Assert.NotEqual(After(1), After(2));
        Assert.Equal(After(2), After(100));
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_leaves_the_version()
    {
        var world = new LinkWorld();
        var link = await world.CreateAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var same = Assert.IsType<EditLinkResult.Edited>(await world.Editor.UpdateAsync(Some.Organization, link.Id, LinkVersion.Of(link), new LinkChange { Mode = link.Mode }, default)).Link;
        Assert.Equal((LinkVersion.Of(link), link.UpdatedAt), (LinkVersion.Of(same), same.UpdatedAt));
    }

    /// <summary>What is cut when it is written made one version for who wrote it and another for who read it.</summary>
    [Fact]
    public async Task The_version_that_a_write_tells_is_the_one_that_is_read()
    {
        var link = s_link.With(s_found with { Evidence = [.. Enumerable.Range(0, 40).Select(i => new Evidence($"evidence{i}", new string('界', 500)))] });
        var written = await WriteAsync(link);
        Assert.Equal(LinkVersion.Of(written), LinkVersion.Of((Link)((StoredLink.Found)LinkRow.FromEntity(LinkRow.ToEntity(written))).Link));
    }

    private static readonly DateTimeOffset s_now = Some.Instant.AddHours(1);

    private static async Task<Link> WriteAsync(Link changed)
    {
        var world = new LinkWorld();
        Assert.True(await world.Store.TryReserveAsync(s_link, default));
        return (await world.Store.ChangeAsync(s_link.Address, s_link.Id, current => changed with { ETag = current.ETag, UpdatedAt = s_now }, default))!;
    }
}
