using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: a link that nothing and nobody looks at again, because the one row or message that would have is gone.</summary>
public sealed class LosingLookUpsTests
{
    private readonly ResolveWorld _test = new();

    private LookUpTimer Timer => new(_test.World.Due, _test.World.Store, _test.World.Requests, _test.Time, NullLogger<LookUpTimer>.Instance);

    /// <summary>The queue was faster than the timer: the pass was over, and its next moment lay in the hour in which the timer would look whether it had been.</summary>
    [Fact]
    public async Task A_pass_that_ends_before_the_timer_does_keeps_its_next_moment()
    {
        var link = await MissedAsync();
        _test.Time.Advance(TimeSpan.FromMinutes(11));
        var isTaking = false;
        _test.World.DueRows.Faults.BeforeCallAsync = async (_, _) =>
        {
            if (isTaking) return;
            isTaking = true;
            await _test.TakeAllAsync();
            isTaking = false;
        };
        await Timer.FireAsync(default);
        _test.World.DueRows.Faults.BeforeCallAsync = null;
        Assert.Equal(_test.Time.GetUtcNow() + TimeSpan.FromHours(1), (await _test.FindAsync(link, StreamingService.Deezer)).DueAt);
        await AssertIsAskedWithinAsync(TimeSpan.FromHours(2));
    }

    /// <summary>Two passes at once each put a moment down, in one row of the hour, and then into the link: not in the same order.</summary>
    [Fact]
    public async Task A_link_whose_row_has_an_earlier_moment_of_the_same_hour_is_looked_at_at_its_own()
    {
        var link = await MissedAsync();
        await EmptyAgendaAsync();
        var hour = new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero);
        await _test.World.Store.ChangeAsync(link.Address, link.Id, current => current with { LookUpDueAt = hour.AddMinutes(50) }, default);
        await _test.World.Due.PutAsync(link, hour.AddMinutes(20), default);
        await AssertIsAskedWithinAsync(TimeSpan.FromHours(3));
        Assert.InRange(_test.Taken[0].At, hour.AddMinutes(50), hour.AddMinutes(62));
    }

    [Fact]
    public async Task A_link_whose_row_has_a_later_moment_of_the_same_hour_is_looked_at_by_then()
    {
        var link = await MissedAsync();
        await EmptyAgendaAsync();
        var hour = new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero);
        await _test.World.Store.ChangeAsync(link.Address, link.Id, current => current with { LookUpDueAt = hour.AddMinutes(20) }, default);
        await _test.World.Due.PutAsync(link, hour.AddMinutes(50), default);
        await AssertIsAskedWithinAsync(TimeSpan.FromHours(3));
    }

    /// <summary>A crowd put off to one turn after the other came back together once a minute, found a few turns, and was put off again, ever slower.</summary>
    [Fact]
    public async Task A_link_due_before_the_next_firing_is_asked_for_at_its_own_second()
    {
        var link = await MissedAsync();
        await EmptyAgendaAsync();
        _test.Taken.Clear();
        var dueAt = _test.Time.GetUtcNow().AddSeconds(40);
        await _test.World.Store.ChangeAsync(link.Address, link.Id, current => current with { LookUpDueAt = dueAt }, default);
        await _test.World.Due.PutAsync(link, dueAt, default);
        await Timer.FireAsync(default);
        _test.Time.Advance(TimeSpan.FromSeconds(39));
        await _test.TakeAllAsync();
        Assert.Empty(_test.Taken);
        _test.Time.Advance(TimeSpan.FromSeconds(1));
        await _test.TakeAllAsync();
        Assert.Equal(dueAt, Assert.Single(_test.Taken).At);
    }

    private static readonly Dictionary<string, Func<ResolveWorld, Link, Task>> s_edits = new()
    {
        ["a new release date"] = (test, link) => test.World.Editor.UpdateAsync(link.Organization, link.Id, null, new LinkChange { SetsRelease = true, Release = ReleaseMoment.AtInstant(Some.Instant.AddDays(30)) }, default),
        ["new artwork"] = (test, link) => test.World.Editor.UpdateAsync(link.Organization, link.Id, null, new LinkChange { ArtworkUrl = new Uri("https://label.example/b.png") }, default),
        ["a new name and artwork"] = (test, link) => test.World.Editor.UpdateAsync(link.Organization, link.Id, null, new LinkChange { Slug = Slug.Parse("new-name"), ArtworkUrl = new Uri("https://label.example/b.png") }, default),
        ["an address"] = (test, link) => test.World.Editor.SetDestinationAsync(link.Organization, link.Id, null, Some.DeezerUrl(7), default),
        ["a look-up"] = (test, link) => test.World.Editor.LookUpAsync(link.Organization, link.Id, null, default),
        ["accepting"] = (test, link) => test.Reviewer.AcceptAsync(link.Organization, link.Id, null, StreamingService.Deezer, null, default),
        ["rejecting"] = (test, link) => test.Reviewer.RejectAsync(link.Organization, link.Id, null, StreamingService.Deezer, null, default),
        ["reopening"] = (test, link) => test.Reviewer.ReopenAsync(link.Organization, link.Id, null, StreamingService.Deezer, default),
        ["pinning"] = (test, link) => test.Reviewer.PinAsync(link.Organization, link.Id, null, StreamingService.Deezer, true, default),
    };

    public static TheoryData<string> Edits => [.. s_edits.Keys];

    [Theory, MemberData(nameof(Edits))]
    public async Task What_an_admin_changed_is_looked_at_although_its_message_was_lost(string what)
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331" });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        await _test.LiveAsync(TimeSpan.FromMinutes(15));
        _test.Taken.Clear();
        await s_edits[what](_test, link);
        await _test.LoseRequestsAsync();
        await _test.LiveAsync(TimeSpan.FromMinutes(12));
        Assert.NotEmpty(_test.Taken);
    }

    [Fact]
    public async Task A_likely_match_is_asked_about_again_when_the_release_is_moved()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", Isrc = null });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.Probable, (await _test.FindAsync(link, StreamingService.Deezer)).Status);
        await _test.World.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { SetsRelease = true, Release = ReleaseMoment.AtInstant(_test.Time.GetUtcNow().AddMinutes(30)) }, default);
        Assert.Equal((DestinationStatus.Probable, Some.DeezerUrl()), ((await _test.FindAsync(link, StreamingService.Deezer)).Status, (await _test.FindAsync(link, StreamingService.Deezer)).Url));
        var asked = _test.Deezer.Asked.Count;
        await _test.TakeAllAsync();
        Assert.Equal(asked + 1, _test.Deezer.Asked.Count);
        await _test.LiveAsync(TimeSpan.FromMinutes(20));
        Assert.InRange(_test.Deezer.Asked.Count, asked + 3, asked + 6);
    }

    /// <summary>The pass put its own moment, hours away, over the one that was to make up for the lost message.</summary>
    [Fact]
    public async Task What_an_admin_changed_during_a_pass_is_looked_at_although_its_message_was_lost()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.MusicBrainz.ByCode = _ => ResolveWorld.Found(Some.Track() with { ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        _test.Deezer.ByCode = _ =>
        {
            _test.World.Editor.SetDestinationAsync(Some.Organization, _test.World.QueuedRequests[0].Link, null, Some.DeezerUrl(7), default).GetAwaiter().GetResult();
            return ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331" });
        };
        var link = await _test.CreateAsync();
        _test.Time.Advance(TimeSpan.FromMinutes(1));
        await _test.ResolveAsync(link, link.LookUpDueAt);
        await _test.LoseRequestsAsync();
        Assert.Equal(_test.Time.GetUtcNow() + LookUpAgenda.Patience, (await _test.CurrentAsync(link)).LookUpDueAt);
        await _test.LiveAsync(TimeSpan.FromMinutes(12));
        Assert.NotEmpty(_test.Taken);
    }

    /// <summary>What was left of the silence told the next pass that there was a reason to show, and there was none.</summary>
    [Fact]
    public async Task A_service_that_was_silent_is_looked_up_anew_on_demand()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        _test.Deezer.ByItem = _ => new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        _test.MusicBrainz.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal("unavailable", (await _test.FindAsync(link, StreamingService.Deezer)).Evidence[^1].Name);
        await _test.World.Editor.LookUpAsync(Some.Organization, link.Id, null, default);
        Assert.Empty((await _test.FindAsync(link, StreamingService.Deezer)).Evidence);
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.Probable, (await _test.FindAsync(link, StreamingService.Deezer)).Status);
    }

    /// <summary>Deezer had nothing once and is asked again in ten minutes, then in an hour.</summary>
    private async Task<Link> MissedAsync()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.NotFound, (await _test.FindAsync(link, StreamingService.Deezer)).Status);
        return link;
    }

    private async Task EmptyAgendaAsync()
    {
        foreach (var row in _test.World.DueRows.Rows.Where(row => row.PartitionKey != "state")) await _test.World.DueRows.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All);
        _test.Taken.Clear();
    }

    private async Task AssertIsAskedWithinAsync(TimeSpan span)
    {
        var asked = _test.Deezer.Asked.Count;
        await _test.LiveAsync(span);
        Assert.True(_test.Deezer.Asked.Count > asked, "Nobody asked again.");
    }
}
