using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Smartlinks.Tests.Functions.Links;

public sealed class ListingLinksTests
{
    [Fact]
    public async Task Links_come_newest_first_page_by_page_each_once()
    {
        await using var app = await AppFixture.StartAsync();
        for (var number = 0; number < 5; number++)
        {
            await app.CreateLinkAsync($"song-{number}");
            app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        app.Tables["organizationLinks"].GivesEmptyPageFirst = true;
        var slugs = new List<string?>();
        string? continuation = null;
        do
        {
            var page = (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}?pageSize=2&continuation={continuation}")).Json;
            Assert.Equal(["continuation", "items"], page.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
            foreach (var link in page.GetProperty("items").EnumerateArray())
            {
                CreatingLinksTests.AssertShape(link);
                slugs.Add(link.GetProperty("slug").GetString());
            }

            continuation = page.GetProperty("continuation").GetString();
        }
        while (continuation is not null);

        Assert.Equal(["song-4", "song-3", "song-2", "song-1", "song-0"], slugs);
    }

    [Fact]
    public async Task An_organization_without_links_has_an_empty_list()
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal("""{"items":[],"continuation":null}""", (await app.ApiAsync(HttpMethod.Get, app.LinksPath)).Text);
    }

    [Fact]
    public async Task Another_organizations_continuation_is_refused()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("song-1");
        await app.CreateLinkAsync("song-2");
        var (organization, key) = await app.CreateOrganizationAsync("Another");
        var continuation = (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}?pageSize=1")).Json.GetProperty("continuation").GetString();
        Assert.NotNull(continuation);

        (await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{organization}/links?continuation={continuation}", null, ("Authorization", $"Bearer {key}"))).RefusesFields("continuation");
    }

    [Fact]
    public async Task A_made_up_continuation_is_refused()
    {
        await using var app = await AppFixture.StartAsync();
        var made = new[] { "", "x", "a|b|c", "ü|x", "a b|c", "|x", "a&NextPartitionKey=b|c" }.Select(each => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{app.Organization}\n{each}")));

        foreach (var text in made.Concat(["x", "!!", "%00", new string('A', 3_000)]))
            (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}?continuation={text}")).RefusesFields("continuation");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("")]
    [InlineData("99999999999")]
    public async Task A_page_has_1_to_100_links(string size)
    {
        await using var app = await AppFixture.StartAsync();

        (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}?pageSize={size}")).RefusesFields("pageSize");
    }
}
