using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>An item that is changed at one service, as that service's own client comes to see it. Hunts for a sandbox that keeps an index of its own.</summary>
public sealed class ChangedItemTests
{
    private const string NewIsrc = "QZSLT2699999";
    private const string NewUpc = "402600000082";

    /// <summary>Those that tell a track's ISRC.</summary>
    private static readonly string[] s_tellIsrc = ["spotify", "apple-music", "amazon-music", "tidal", "deezer", "soundcloud", "bandcamp"];

    private static readonly string[] s_tellUpc = ["spotify", "apple-music", "tidal", "deezer", "soundcloud"];

    public static TheoryData<string> Services => new(StreamingService.All.Select(service => service.Id));

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_track_is_gone_is_another_and_is_back(string id)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var catalogue = sandbox.Catalogue(StreamingService.Parse(id));
        var track = On(sandbox);
        var item = new CatalogueItems(sandbox.Server.Catalogue).Of(catalogue.Service, track);
        var path = $"items/{id}/{track.Ids[catalogue.Service]}";
        var before = await FindAsync(catalogue, item);
        Assert.Equal((track.Title, s_tellIsrc.Contains(id) ? track.Isrc : null), (before.Title, before.Isrc));
        Assert.Contains(before.Url, await AllAsync(catalogue, track.Isrc, track.Title, track.Artists));

        await PutAsync(sandbox, path, """{ "gone": true }""");
        Assert.Equal(new LookUp.NotListed(), await catalogue.FindByItemAsync(item, default));
        Assert.DoesNotContain(before.Url, await AllAsync(catalogue, track.Isrc, track.Title, track.Artists));

        await PutAsync(sandbox, path, $$"""{ "isrc": "{{NewIsrc}}", "title": "Quite Another Song" }""");
        var changed = await FindAsync(catalogue, item);
        Assert.Equal(("Quite Another Song", s_tellIsrc.Contains(id) ? NewIsrc : null), (changed.Title, changed.Isrc));
        Assert.Contains(changed.Url, await AllAsync(catalogue, NewIsrc, "Quite Another Song", track.Artists));
        Assert.Equal(before.Url, changed.Url);

        using var restored = await sandbox.Http.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((before.Title, before.Isrc, before.Url), await FindAsync(catalogue, item) is var after ? (after.Title, after.Isrc, after.Url) : default);
        Assert.Equal(new LookUp.NotListed(), catalogue.Capabilities.ByIsrc ? await catalogue.FindByIsrcAsync(NewIsrc, default) : new LookUp.NotListed());

        async Task<IReadOnlyList<DestinationUrl>> AllAsync(IServiceCatalogue at, string isrc, string title, IReadOnlyList<string> artists)
        {
            // Where nothing is looked up the page itself is all there is.
            if (!at.Capabilities.ByIsrc && !at.Capabilities.BySearch) return await at.FindByItemAsync(item, default) is LookUp.Found ? [item.Url] : [];
            var answer = at.Capabilities.ByIsrc ? await at.FindByIsrcAsync(isrc, default) : await at.SearchAsync(new ReleaseSearch(ItemKind.Track, title, artists, isrc, null), default);
            return answer is LookUp.Found found ? [.. found.Candidates.Select(candidate => candidate.Url)] : [];
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task An_album_is_gone_is_another_and_is_back(string id)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var catalogue = sandbox.Catalogue(StreamingService.Parse(id));
        var album = On(sandbox).Album;
        var items = new CatalogueItems(sandbox.Server.Catalogue);
        var (item, onIt) = (items.Of(catalogue.Service, album), items.Of(catalogue.Service, album.Tracks[0]));
        var path = $"items/{id}/{album.Ids[catalogue.Service]}";
        Assert.Equal(album.Title, (await FindAsync(catalogue, item)).Title);

        await PutAsync(sandbox, path, """{ "gone": true }""");
        Assert.Equal(new LookUp.NotListed(), await catalogue.FindByItemAsync(item, default));
        Assert.Equal(new LookUp.NotListed(), await catalogue.FindByItemAsync(onIt, default));

        await PutAsync(sandbox, path, $$"""{ "upc": "{{NewUpc}}", "title": "Quite Another Release" }""");
        var changed = await FindAsync(catalogue, item);
        Assert.Equal("Quite Another Release", changed.Title);
        if (s_tellUpc.Contains(id)) Assert.Equal(NewUpc, Smartlinks.Links.Upc.Parse(changed.Upc!).ToString());

        using var restored = await sandbox.Http.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(album.Title, (await FindAsync(catalogue, item)).Title);
        await FindAsync(catalogue, onIt);
    }

    /// <summary>Spotify's <c>total_tracks</c> is the release's whatever can be played; Pandora's pages tell none.</summary>
    [Theory]
    [InlineData("apple-music")]
    [InlineData("tidal")]
    [InlineData("deezer")]
    [InlineData("amazon-music")]
    [InlineData("youtube-music")]
    [InlineData("soundcloud")]
    [InlineData("bandcamp")]
    public async Task An_album_counts_no_track_that_is_gone(string id)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var catalogue = sandbox.Catalogue(StreamingService.Parse(id));
        var now = sandbox.Server.Clock.GetUtcNow();
        var album = sandbox.Server.Catalogue.Albums.First(one => one.Visible(catalogue.Service, now).Count() > 2 && one.Tracks.All(track => track.Countries.Count == 0));
        var item = new CatalogueItems(sandbox.Server.Catalogue).Of(catalogue.Service, album);
        var before = await FindAsync(catalogue, item);

        await PutAsync(sandbox, $"items/{id}/{album.Visible(catalogue.Service, now).Last().Ids[catalogue.Service]}", """{ "gone": true }""");

        Assert.Equal(before.TrackCount - 1, (await FindAsync(catalogue, item)).TrackCount);
    }

    /// <summary>At all nine services, alone under its title, and not a version.</summary>
    private static Track On(SandboxFixture sandbox) => sandbox.Server.Catalogue.Tracks.First(track => track.Ids.Count == 9 && track.Version is null && track.Countries.Count == 0
        && track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()) && sandbox.Server.Catalogue.FindByIsrc(track.Isrc).Count() == 1 && track.Album.Title != track.Title);

    private static async Task<Candidate> FindAsync(IServiceCatalogue catalogue, ServiceItem item) => Assert.Single(Assert.IsType<LookUp.Found>(await catalogue.FindByItemAsync(item, default)).Candidates);

    private static async Task PutAsync(SandboxFixture sandbox, string path, string json)
    {
        using var answer = await sandbox.PutAsync(path, json);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
