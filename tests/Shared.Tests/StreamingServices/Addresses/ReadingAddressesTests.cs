using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Addresses;
using Smartlinks.StreamingServices.ShareLinks;

namespace Smartlinks.Tests.StreamingServices.Addresses;

public sealed class ReadingAddressesTests
{
    public static TheoryData<string> Forms => [.. PublicForms.All.Select(form => form.Address)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_public_form_is_read_as_its_item(string address)
    {
        var form = PublicForms.All.Single(each => each.Address == address);

        var item = Item(address);

        Assert.Equal((form.Service, form.Kind, form.Id, form.Canonical), (item.Service.Id, item.Kind.ToString().ToLowerInvariant(), item.Id, item.Url.ToString()));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_canonical_address_is_read_as_an_equal_item(string address)
    {
        var item = Item(address);

        Assert.True(ServiceItem.TryRead(item.Url, out var again));
        Assert.Equal(item, again);
        Assert.Equal(item, Item($" \t{item.Url}\n"));
        Assert.Equal(item.Url, TrackingParameters.Strip(item.Url));
    }

    [Fact]
    public void Each_service_has_its_forms_in_the_table()
    {
        Assert.All(StreamingService.All, service => Assert.True(PublicForms.All.Count(form => form.Service == service.Id) >= 12, service.Id));
        Assert.All(StreamingService.All, service => Assert.Equal(2, PublicForms.All.Where(form => form.Service == service.Id).Select(form => form.Kind).Distinct().Count()));
    }

    [Theory]
    [InlineData("https://music.apple.com/jp/album/yoru/1490256993", "JP")]
    [InlineData("https://itunes.apple.com/gb/album/id1490256993", "GB")]
    [InlineData("https://music.apple.com/album/1490256993", null)]
    [InlineData("https://music.amazon.co.jp/albums/B0DD4YRSPK", null)]
    public void The_storefront_is_Apples_only(string address, string? country) => Assert.Equal(country, Item(address).Country);

    [Theory]
    [InlineData("https://open.spotify.com/artist/1HY2Jd0NmPuamShAr6KMms", "This is an artist's page on Spotify; give the address of a track or an album.")]
    [InlineData("spotify:artist:1HY2Jd0NmPuamShAr6KMms", "This is an artist's page on Spotify")]
    [InlineData("https://open.spotify.com/intl-de/playlist/37i9dQZF1DXcBWIGoYBM5M", "This is a playlist on Spotify")]
    [InlineData("https://open.spotify.com/user/x/playlist/37i9dQZF1DXcBWIGoYBM5M", "This is a playlist on Spotify")]
    [InlineData("https://open.spotify.com/user/x", "This is somebody's profile on Spotify")]
    [InlineData("https://open.spotify.com/episode/512ojhOuo1ktJprKbVcKyQ", "This is an episode of a podcast on Spotify")]
    [InlineData("https://open.spotify.com/show/512ojhOuo1ktJprKbVcKyQ", "This is a podcast on Spotify")]
    [InlineData("https://open.spotify.com/search/love", "This is a search on Spotify")]
    [InlineData("https://open.spotify.com/prerelease/512ojhOuo1ktJprKbVcKyQ", "This is a page for a release to come on Spotify")]
    [InlineData("https://open.spotify.com/", "This is the start page")]
    [InlineData("https://open.spotify.com/track/2plbrEY59IikOBgBGLjao", "cut off")]
    [InlineData("https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N?highlight=spotify:track:x", "highlighted track cannot be read")]
    [InlineData("spotify:playlist", "spotify:track:2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://music.apple.com/us/artist/lady-gaga/277293880", "This is an artist's page on Apple Music")]
    [InlineData("https://music.apple.com/us/playlist/today/pl.f4d106fed2bd41149aaacabb233eb5eb", "This is a playlist on Apple Music")]
    [InlineData("https://music.apple.com/us/music-video/x/1440857781", "This is a music video on Apple Music")]
    [InlineData("https://music.apple.com/us/album/x/1440857781?i=x", "whose song cannot be read")]
    [InlineData("https://itunes.apple.com/us/app/shazam/id284993459", "not the address of a track or an album on Apple Music")]
    [InlineData("https://music.youtube.com/channel/UCNL1ZadSjHpjm4q9j2sVtOA", "This is an artist's page on YouTube Music")]
    [InlineData("https://www.youtube.com/@ladygaga", "This is an artist's page on YouTube Music")]
    [InlineData("https://www.youtube.com/playlist?list=PLx65qkgCWNJIs3FPlZ1g9LZbLwNSjRdVB", "This is a playlist on YouTube Music")]
    [InlineData("https://music.youtube.com/browse/MPREb_BQZvl3BFGay", "OLAK5uy_")]
    [InlineData("https://www.youtube.com/watch?list=PLx", "This is a player without a video")]
    [InlineData("https://www.youtube.com/watch?v=kPa7bsKwL-c&v=dQw4w9WgXcQ", "This is a player without a video")]
    [InlineData("https://music.amazon.com/artists/B07JZF2B3R/lady-gaga", "This is an artist's page on Amazon Music")]
    [InlineData("https://music.amazon.com/playlists/B07JZF2B3R", "This is a playlist on Amazon Music")]
    [InlineData("https://music.amazon.com/dp/B0DD4YRSPK", "does not tell a track from an album")]
    [InlineData("https://tidal.com/browse/artist/4332277", "This is an artist's page on TIDAL")]
    [InlineData("https://tidal.com/browse/mix/0013c6b9072d410ea7ed0fc72a2b54", "This is a mix on TIDAL")]
    [InlineData("https://tidal.com/browse/video/189086238", "This is a music video on TIDAL")]
    [InlineData("https://www.deezer.com/en/artist/75491", "This is an artist's page on Deezer")]
    [InlineData("https://www.deezer.com/profile/1", "This is somebody's profile on Deezer")]
    [InlineData("https://www.deezer.com/track/-12", "not the address of a track or an album on Deezer")]
    [InlineData("https://www.pandora.com/artist/lady-gaga/ARxyz", "This is an artist's page on Pandora")]
    [InlineData("https://www.pandora.com/playlist/PL:123:456", "This is a playlist on Pandora")]
    [InlineData("https://soundcloud.com/rick-astley-official", "This is an artist's page on SoundCloud")]
    [InlineData("https://soundcloud.com/rick-astley-official/popular-tracks", "This is a list on an artist's page on SoundCloud")]
    [InlineData("https://soundcloud.com/rick-astley-official/a-song/s-AbCdEf12345", "private share")]
    [InlineData("https://soundcloud.com/rick-astley-official/sets/a-set/s-AbCdEf12345", "private share")]
    [InlineData("https://soundcloud.com/rick-astley-official/a-song?secret_token=s-AbCdEf12345", "private share")]
    [InlineData("https://soundcloud.com/search?q=x", "This is a search on SoundCloud")]
    [InlineData("https://soundcloud.com/you/likes", "not the address")]
    [InlineData("https://soundcloud.com/discover/sets/charts-top:all-music", "not the address")]
    [InlineData("https://soundcloud.com/settings/account", "not the address")]
    [InlineData("https://some-band.bandcamp.com/", "This is an artist's page on Bandcamp")]
    [InlineData("https://some-band.bandcamp.com/music", "This is an artist's page on Bandcamp")]
    [InlineData("https://bandcamp.com/EmbeddedPlayer/album=1/track=2", "artist's own host")]
    [InlineData("https://daily.bandcamp.com/album/of-the-day", "artist's own host")]
    [InlineData("https://music.some-band.example/track/a", "not a host of a streaming service")]
    [InlineData("http://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", "https://")]
    [InlineData("", "missing")]
    [InlineData(null, "missing")]
    public void What_is_no_item_is_refused_with_what_it_is(string? address, string why) =>
        Assert.Contains(why, Assert.IsType<PastedAddress.Refused>(PastedAddress.Read(address)).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://spotify.link/kq1bBnxOyHb", "spotify", "https://spotify.link/kq1bBnxOyHb")]
    [InlineData("spotify.link/kq1bBnxOyHb", "spotify", "https://spotify.link/kq1bBnxOyHb")]
    [InlineData("https://spotify.app.link/QpdKnRoaZ6?_p=c41129dc9e0370faea03e3ec#x", "spotify", "https://spotify.app.link/QpdKnRoaZ6")]
    [InlineData("https://spotify.app.link/QpdKnRoaZ6?$fallback_url=https://evil.example", "spotify", "https://spotify.app.link/QpdKnRoaZ6")]
    [InlineData("https://spoti.fi/3xYzAbC/", "spotify", "https://spoti.fi/3xYzAbC")]
    [InlineData("https://on.soundcloud.com/AbC12", "soundcloud", "https://on.soundcloud.com/AbC12")]
    [InlineData("https://link.deezer.com/s/319MrRotHC7J6de6Ziseq", "deezer", "https://link.deezer.com/s/319MrRotHC7J6de6Ziseq")]
    [InlineData("https://deezer.page.link/qfomS8twgYA35mgQ7", "deezer", "https://deezer.page.link/qfomS8twgYA35mgQ7")]
    [InlineData("https://dzr.page.link/vmwdqP72fgErpPhM6", "deezer", "https://dzr.page.link/vmwdqP72fgErpPhM6")]
    [InlineData("HTTPS://Pandora.App.Link/hZ8QJQ5qrVb", "pandora", "https://pandora.app.link/hZ8QJQ5qrVb")]
    [InlineData("https://apple.co/3AbCdEf", "apple-music", "https://apple.co/3AbCdEf")]
    [InlineData("https://tidal.link/3AbCdEf", "tidal", "https://tidal.link/3AbCdEf")]
    public void A_share_link_is_known_by_its_host(string address, string service, string stored)
    {
        var share = Assert.IsType<PastedAddress.OfShare>(PastedAddress.Read(address)).Share;

        Assert.Equal((service, stored), (share.Service.Id, share.ToString()));
        Assert.Equal(share, ShareLink.Parse(share.ToString()));
    }

    [Theory]
    [InlineData("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?si=1&utm_source=a&highlight=&go=1", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?highlight=&go=1")]
    [InlineData("https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?si=1", "https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://music.apple.com/us/album/x/1762656723?i=1762656724&itsct=1&at=10l4b&ct=page", "https://music.apple.com/us/album/x/1762656723?i=1762656724&at=10l4b&ct=page")]
    [InlineData("https://music.youtube.com/watch?v=kPa7bsKwL-c&feature=shared&list=RD1", "https://music.youtube.com/watch?v=kPa7bsKwL-c&list=RD1")]
    [InlineData("https://www.deezer.com/track/2947516331?host=0&UTM_Source=a&fbclid=b#now", "https://www.deezer.com/track/2947516331#now")]
    [InlineData("https://soundcloud.com/a/b?in=a/sets/c&si=1", "https://soundcloud.com/a/b?in=a/sets/c")]
    [InlineData("https://open.spotify.com/prerelease/512ojhOuo1ktJprKbVcKyQ?si=1", "https://open.spotify.com/prerelease/512ojhOuo1ktJprKbVcKyQ?si=1")]
    [InlineData("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    public void A_destination_loses_what_tells_where_it_was_copied(string address, string stripped)
    {
        Assert.True(DestinationUrl.TryParse(address, out var url, out _));
        Assert.Equal(stripped, TrackingParameters.Strip(url).ToString());
    }

    private static ServiceItem Item(string address)
    {
        var read = PastedAddress.Read(address);
        return read is PastedAddress.OfItem item ? item.Item : throw new FormatException($"{address}: {read}");
    }
}
