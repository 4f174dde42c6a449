using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.StreamingServices;

public sealed class ServiceOrderTests
{
    private static readonly ServiceOrder s_list = ServiceOrder.Of(StreamingService.Tidal, StreamingService.Spotify, StreamingService.Bandcamp);

    [Fact]
    public void A_list_and_a_set_are_read_as_they_were_written()
    {
        Assert.Equal("tidal spotify bandcamp", s_list.ToString());
        Assert.Equal(s_list, ServiceOrder.Parse(s_list.ToString()));
        Assert.Equal("spotify tidal bandcamp", s_list.Set.ToString());
        Assert.Equal(s_list.Set, ServiceSet.Parse(s_list.ToString()));
        Assert.Equal((default, default), (ServiceOrder.Parse(""), ServiceSet.Parse("")));
    }

    [Fact]
    public void Services_of_a_later_version_and_repetitions_are_left_out() => Assert.Equal(s_list, ServiceOrder.Parse("tidal napster spotify tidal bandcamp"));

    [Fact]
    public void All_nine_fit_and_each_has_its_place()
    {
        Assert.Equal(StreamingService.All, ServiceOrder.Usual.ToList());
        Assert.Equal(StreamingService.All, ServiceSet.All.ToList());
        Assert.Equal(Enumerable.Range(0, 9), StreamingService.All.Select(service => service.Place));
        Assert.Equal(StreamingService.All.Reverse(), ServiceOrder.Of(StreamingService.All.Reverse()).ToList());
    }

    [Fact]
    public void What_is_appended_comes_behind_and_once()
    {
        Assert.Equal("tidal spotify bandcamp deezer", s_list.Then(ServiceOrder.Of(StreamingService.Spotify, StreamingService.Deezer)).ToString());
        Assert.Equal("tidal bandcamp", s_list.Only(ServiceSet.All.Except(ServiceSet.Of(StreamingService.Spotify))).ToString());
        Assert.Equal((StreamingService.Spotify, null), (s_list.First(ServiceSet.Of(StreamingService.Bandcamp, StreamingService.Spotify)), s_list.First(ServiceSet.Of(StreamingService.Deezer))));
    }

    [Fact]
    public void Sets_are_compared_by_content()
    {
        var (one, other) = (ServiceSet.Of(StreamingService.Spotify, StreamingService.Tidal), ServiceSet.Of(StreamingService.Tidal, StreamingService.Deezer));
        Assert.Equal("spotify tidal deezer", one.Union(other).ToString());
        Assert.Equal("tidal", one.Intersect(other).ToString());
        Assert.Equal("spotify", one.Except(other).ToString());
        Assert.True(one.Except(one).IsEmpty);
        Assert.Equal(one, ServiceSet.Of(StreamingService.Tidal, StreamingService.Spotify));
    }
}
