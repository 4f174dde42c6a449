using System.Net;

namespace Smartlinks.EndToEnd.Tests.Story;

[Collection(nameof(RunningLocalHost))]
public sealed class EditingLinksTests(RunningLocalHost running)
{
    private readonly Api _api = running.Host.Api;
    private readonly Fan _fan = new(running.Host.Http);

    [Fact]
    public async Task A_renamed_link_keeps_redirecting_from_its_old_address()
    {
        var link = await _api.CreateLiveLinkAsync("GBDUW0000057", ("slug", "first-name"));
        await _fan.OpenAsync("/first-name");

        await UpdateAsync(link.Text("id"), new { slug = "Second-Name" });
        await UpdateAsync(link.Text("id"), new { slug = "third-name" });

        var moved = await _fan.OpenAsync("/first-name?utm_source=print");
        Assert.Equal(HttpStatusCode.MovedPermanently, moved.Status);
        Assert.Equal("/third-name?utm_source=print", await FollowAsync(moved.Location!));
        Assert.Equal("/third-name/deezer", await FollowAsync((await _fan.OpenAsync("/second-name/deezer")).Location!));
        using var reuse = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, new { isrc = "GBDUW0000058", slug = "first-name" });
        Assert.Equal("urn:smartlinks:slug-taken", (await Api.ReadAsync(reuse, HttpStatusCode.Conflict)).Text("type"));
    }

    [Fact]
    public async Task A_change_is_made_only_to_the_version_that_was_seen()
    {
        var id = (await _api.CreateLiveLinkAsync("GBDUW0000057")).Text("id");
        var (seen, first) = await ChangeAsync(id);
        using var changed = first;
        using var stale = await _api.SendAsync(HttpMethod.Patch, $"{_api.LinksPath}/{id}", new { title = "Too late" }, seen);
        using var staleDelete = await _api.SendAsync(HttpMethod.Delete, $"{_api.LinksPath}/{id}", null, seen);

        Assert.Equal("Mine", (await Api.ReadAsync(first, HttpStatusCode.OK)).Text("title"));
        Assert.NotEqual(seen.Item2, first.Headers.ETag!.ToString());
        Assert.Equal("urn:smartlinks:version-mismatch", (await Api.ReadAsync(stale, HttpStatusCode.PreconditionFailed)).Text("type"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, staleDelete.StatusCode);
        Assert.Equal("Mine", (await _api.GetLinkAsync(id)).Text("title"));
    }

    /// <summary>A service's late answer is a change as well: then the link is read anew, as an admin would.</summary>
    private async Task<((string, string) Seen, HttpResponseMessage Answer)> ChangeAsync(string id)
    {
        for (var left = 5; ; left--)
        {
            using var read = await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{id}");
            var seen = ("If-Match", read.Headers.ETag!.ToString());
            var answer = await _api.SendAsync(HttpMethod.Patch, $"{_api.LinksPath}/{id}", new { title = "Mine" }, seen);
            if (left == 0 || answer.StatusCode != HttpStatusCode.PreconditionFailed) return (seen, answer);
            answer.Dispose();
        }
    }

    [Fact]
    public async Task An_admins_destination_replaces_the_one_found_and_a_removed_one_is_gone_from_the_page()
    {
        var link = await _api.CreateLiveLinkAsync("GBDUW0000057");
        var (path, slug) = ($"{_api.LinksPath}/{link.Text("id")}/destinations", link.Text("slug"));

        using var set = await _api.SendAsync(HttpMethod.Put, $"{path}/tidal", new { url = "https://tidal.com/track/1550545" });
        using var removed = await _api.SendAsync(HttpMethod.Delete, $"{path}/deezer");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (set.StatusCode, removed.StatusCode));
        Assert.Equal("https://tidal.com/track/1550545", (await _fan.OpenAsync($"/{slug}/tidal")).Location);
        Assert.DoesNotContain("/deezer\"", (await _fan.OpenAsync($"/{slug}?choose")).Body, StringComparison.Ordinal);
        Assert.Equal($"/{slug}?choose", (await _fan.OpenAsync($"/{slug}/deezer")).Location);
    }

    [Fact]
    public async Task A_deleted_link_is_gone_for_fans_and_for_the_API()
    {
        var link = await _api.CreateLiveLinkAsync("GBDUW0000057");
        Assert.Equal(HttpStatusCode.OK, (await _fan.OpenAsync($"/{link.Text("slug")}")).Status);

        using var deleted = await _api.SendAsync(HttpMethod.Delete, $"{_api.LinksPath}/{link.Text("id")}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await _fan.OpenAsync($"/{link.Text("slug")}")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await _fan.OpenAsync($"/{link.Text("slug")}/spotify")).Status);
        using var gone = await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{link.Text("id")}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.DoesNotContain(link.Text("id"), await _api.ListIdsAsync());
    }

    private async Task UpdateAsync(string id, object change)
    {
        using var answer = await _api.SendAsync(HttpMethod.Patch, $"{_api.LinksPath}/{id}", change);
        await Api.ReadAsync(answer, HttpStatusCode.OK);
    }

    /// <summary>Where redirects within the site end.</summary>
    private async Task<string> FollowAsync(string location)
    {
        for (var hops = 0; hops < 5; hops++)
        {
            var seen = await _fan.OpenAsync(location);
            if (seen.Status != HttpStatusCode.MovedPermanently) return location;
            location = seen.Location!;
        }

        throw new InvalidOperationException($"More than five redirects, the last to {location}.");
    }
}
