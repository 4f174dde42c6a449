using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: a picture that is asked for again and again, and one whose far end holds a link up.</summary>
public sealed class ArtworkOfLinksTests
{
    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task A_picture_that_is_kept_is_not_looked_for_again()
    {
        var link = await CreateAsync();
        await _test.ResolveAsync(link);
        Assert.NotNull((await _test.CurrentAsync(link)).ArtworkKey);
        _test.Pictures.Faults.ForgetCalls();
        await _test.ResolveAsync(link);
        Assert.Equal((0, 1), (_test.Pictures.Faults.TotalCalls, _test.PicturesAsked));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_had_is_asked_for_again_later_and_ever_more_seldom()
    {
        _test.Picture = "<html>"u8.ToArray();
        var link = await CreateAsync();
        for (var pass = 0; pass < 5; pass++) await _test.ResolveAsync(link);
        Assert.Equal(1, _test.PicturesAsked);
        for (var hour = 0; hour < 14 * 24; hour++)
        {
            _test.Time.Advance(TimeSpan.FromHours(1));
            await _test.ResolveAsync(link);
        }

        Assert.InRange(_test.PicturesAsked, 5, 20);
        Assert.Null((await _test.CurrentAsync(link)).ArtworkKey);
    }

    [Fact]
    public async Task A_picture_that_came_back_is_kept()
    {
        var picture = _test.Picture;
        _test.Picture = "<html>"u8.ToArray();
        var link = await CreateAsync();
        await _test.ResolveAsync(link);
        _test.Picture = picture;
        _test.Time.Advance(TimeSpan.FromHours(2));
        await _test.ResolveAsync(link);
        Assert.NotNull((await _test.CurrentAsync(link)).ArtworkKey);
    }

    [Fact]
    public async Task A_picture_that_does_not_come_holds_nothing_up()
    {
        var comes = new TaskCompletionSource();
        _test.PictureComes = comes.Task;
        var link = await CreateAsync();
        var resolving = _test.ResolveAsync(link);
        for (var tries = 0; tries < 500 && _test.PicturesAsked == 0; tries++) await Task.Delay(10);
        var current = await _test.CurrentAsync(link);
        Assert.False(resolving.IsCompleted);
        Assert.Equal((false, DestinationStatus.Confirmed), (current.Resolving, current.Find(StreamingService.Deezer)!.Status));
        Assert.NotNull(current.LookUpDueAt);
        Assert.NotEqual(link.LookUpDueAt, current.LookUpDueAt);
        comes.SetResult();
        await resolving;
        Assert.NotNull((await _test.CurrentAsync(link)).ArtworkKey);
    }

    [Fact]
    public async Task A_pass_killed_while_its_picture_was_fetched_has_it_when_its_message_comes_again()
    {
        var link = await CreateAsync();
        _test.PictureComes = Task.FromException(new InvalidOperationException("killed"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.ResolveAsync(link, link.LookUpDueAt));
        _test.PictureComes = null;
        await _test.ResolveAsync(link, link.LookUpDueAt);
        Assert.NotNull((await _test.CurrentAsync(link)).ArtworkKey);
    }

    [Fact]
    public async Task A_new_picture_of_an_admin_takes_the_old_ones_place()
    {
        var link = await CreateAsync();
        await _test.ResolveAsync(link);
        var before = (await _test.CurrentAsync(link)).ArtworkKey;
        await _test.World.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { ArtworkUrl = new Uri("https://label.example/own.png") }, default);
        await _test.TakeAllAsync();
        Assert.NotEqual(before, (await _test.CurrentAsync(link)).ArtworkKey);
        Assert.Equal(2, _test.PicturesAsked);
    }

    private async Task<Link> CreateAsync()
    {
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", ArtworkUrl = new Uri("https://cdn.example/cover.jpg") });
        var link = await _test.CreateAsync();
        // The pass finds another moment than the one that creation put down.
        _test.Time.Advance(TimeSpan.FromMinutes(1));
        return link;
    }
}
