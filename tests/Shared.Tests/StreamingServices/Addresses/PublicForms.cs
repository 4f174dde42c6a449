namespace Smartlinks.Tests.StreamingServices.Addresses;

/// <summary>An address as people paste it, and what it has to be read as.</summary>
public sealed record PublicForm(string Service, string Kind, string Id, string Canonical, string Address)
{
    public override string ToString() => Address;
}

/// <summary>Every public form of the nine services' addresses that is read, by canonical address.</summary>
public static class PublicForms
{
    private const string Table = """
        spotify track 2plbrEY59IikOBgBGLjaoe https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe
          https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe
          https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe/
          https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?si=0f8d6a1b2c3d4e5f
          https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?si=0f8d6a1b2c3d4e5f&nd=1&dlsi=1
          https://open.spotify.com/intl-pt/track/2plbrEY59IikOBgBGLjaoe
          https://open.spotify.com/intl-pt-br/track/2plbrEY59IikOBgBGLjaoe
          https://open.spotify.com/embed/track/2plbrEY59IikOBgBGLjaoe?utm_source=generator&theme=0
          https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?context=spotify%3Aplaylist%3A37i9dQZF1DXcBWIGoYBM5M#login
          https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N?highlight=spotify:track:2plbrEY59IikOBgBGLjaoe
          https://open.spotify.com/intl-fr/album/10FLjwfpbxLmW8c25Xyc2N?si=1&highlight=spotify%3Atrack%3A2plbrEY59IikOBgBGLjaoe
          https://OPEN.Spotify.com:443/track/2plbrEY59IikOBgBGLjaoe
          open.spotify.com/track/2plbrEY59IikOBgBGLjaoe
          spotify:track:2plbrEY59IikOBgBGLjaoe
          Spotify:track:2plbrEY59IikOBgBGLjaoe
        spotify album 10FLjwfpbxLmW8c25Xyc2N https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N
          https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N
          https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N?highlight=&si=1
          https://open.spotify.com/intl-ja/album/10FLjwfpbxLmW8c25Xyc2N?si=1
          https://open.spotify.com/embed/album/10FLjwfpbxLmW8c25Xyc2N
          spotify:album:10FLjwfpbxLmW8c25Xyc2N

        apple-music track 1762656724 https://music.apple.com/us/song/1762656724
          https://music.apple.com/us/album/die-with-a-smile/1762656723?i=1762656724
          https://music.apple.com/us/album/die-with-a-smile/1762656723?i=1762656724&l=es&itsct=music_box_link&itscg=30200&at=10l4b&ct=page&app=music&ls=1
          https://music.apple.com/US/album/die-with-a-smile/1762656723?i=1762656724
          https://music.apple.com/us/album/_/1762656723?i=1762656724
          https://music.apple.com/us/album/1762656723?i=1762656724
          https://music.apple.com/us/song/die-with-a-smile/1762656724
          https://music.apple.com/us/song/1762656724
          https://geo.music.apple.com/us/album/die-with-a-smile/1762656723?i=1762656724&app=music
          https://embed.music.apple.com/us/album/die-with-a-smile/1762656723?i=1762656724
          https://embed.music.apple.com/us/song/die-with-a-smile/1762656724
          https://itunes.apple.com/us/album/die-with-a-smile/id1762656723?i=1762656724&uo=4
          https://itunes.apple.com/us/album/id1762656723?i=1762656724
          music.apple.com/us/song/1762656724
        apple-music track 1762656724 https://music.apple.com/song/1762656724
          https://music.apple.com/song/1762656724
          https://music.apple.com/album/die-with-a-smile/1762656723?i=1762656724
          https://geo.music.apple.com/song/1762656724
        apple-music album 1490256993 https://music.apple.com/jp/album/1490256993
          https://music.apple.com/jp/album/夜に駆ける-single/1490256993
          https://music.apple.com/jp/album/%E5%A4%9C%E3%81%AB%E9%A7%86%E3%81%91%E3%82%8B-single/1490256993?uo=4
          https://music.apple.com/jp/album/1490256993
          https://music.apple.com/jp/album/id1490256993
          https://itunes.apple.com/jp/album/yoru/id1490256993?l=en
          https://geo.music.apple.com/jp/album/1490256993?itsct=1

        youtube-music track kPa7bsKwL-c https://music.youtube.com/watch?v=kPa7bsKwL-c
          https://music.youtube.com/watch?v=kPa7bsKwL-c
          https://music.youtube.com/watch?v=kPa7bsKwL-c&si=eaO7kentp2DGu94Z&feature=shared
          https://music.youtube.com/watch?v=kPa7bsKwL-c&list=RDAMVMkPa7bsKwL-c
          https://www.youtube.com/watch?v=kPa7bsKwL-c
          https://www.youtube.com/watch?list=OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE&v=kPa7bsKwL-c&index=2&pp=iAQB
          https://youtube.com/watch?v=kPa7bsKwL-c&t=42s
          https://m.youtube.com/watch?v=kPa7bsKwL-c&app=desktop
          https://youtu.be/kPa7bsKwL-c
          https://youtu.be/kPa7bsKwL-c?si=eaO7kentp2DGu94Z&t=1
          https://www.youtube.com/shorts/kPa7bsKwL-c?feature=share
          https://www.youtube.com/live/kPa7bsKwL-c?si=1
          https://www.youtube.com/embed/kPa7bsKwL-c?autoplay=1
          https://www.youtube-nocookie.com/embed/kPa7bsKwL-c
          youtu.be/kPa7bsKwL-c
          www.youtube.com/watch?v=kPa7bsKwL-c
        youtube-music album OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE https://music.youtube.com/playlist?list=OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE
          https://music.youtube.com/playlist?list=OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE
          https://music.youtube.com/playlist?list=OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE&feature=share&si=1
          https://www.youtube.com/playlist?list=OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE
          https://www.youtube.com/embed/videoseries?list=OLAK5uy_kIzHHXCx9GJhVmKBZyFmRsCOMKlvqrPFE

        amazon-music album B0DD4YRSPK https://music.amazon.com/albums/B0DD4YRSPK
          https://music.amazon.com/albums/B0DD4YRSPK
          https://music.amazon.com/albums/B0DD4YRSPK/
          https://music.amazon.com/albums/B0DD4YRSPK?marketplaceId=ATVPDKIKX0DER&musicTerritory=US&ref=dm_sh_zMzckdUjvUl9fxE5jXxRjJoER
          https://music.amazon.de/albums/B0DD4YRSPK?marketplaceId=A1PA6795UKMFR9
          https://music.amazon.co.uk/albums/B0DD4YRSPK
          https://music.amazon.co.jp/albums/B0DD4YRSPK?trackAsin=
          https://music.amazon.com.br/albums/B0DD4YRSPK
          https://www.amazon.com/music/player/albums/B0DD4YRSPK?_encoding=UTF8&qid=1
          https://www.amazon.co.jp/music/player/albums/B0DD4YRSPK
          music.amazon.com/albums/B0DD4YRSPK
        amazon-music track B0DD4XHT1V https://music.amazon.com/tracks/B0DD4XHT1V
          https://music.amazon.com/albums/B0DD4YRSPK?trackAsin=B0DD4XHT1V
          https://music.amazon.co.uk/albums/B0DD4YRSPK?marketplaceId=A1F83G8C2ARO7P&musicTerritory=GB&ref=dm_sh_yoh0&trackAsin=B0DD4XHT1V
          https://music.amazon.com/tracks/B0DD4XHT1V
          https://music.amazon.fr/tracks/B0DD4XHT1V?marketplaceId=A3K6Y4MI8GDYMT&musicTerritory=NL&ref=dm_sh_x6K7
          https://www.amazon.de/music/player/tracks/B0DD4XHT1V

        tidal track 381265362 https://tidal.com/browse/track/381265362
          https://tidal.com/browse/track/381265362
          https://tidal.com/browse/track/381265362?u
          https://tidal.com/track/381265362
          https://tidal.com/track/381265362/u
          https://www.tidal.com/track/381265362?utm_source=x
          https://listen.tidal.com/track/381265362
          https://listen.tidal.com/album/381265361/track/381265362
          https://tidal.com/browse/album/381265361/track/381265362?play=true
          https://tidal.com/intl/track/381265362
          https://tidal.com/intl-de/browse/track/381265362
          https://tidal.com/us/track/381265362/
          https://embed.tidal.com/tracks/381265362?layout=gridify
          tidal.com/browse/track/381265362
        tidal album 381265361 https://tidal.com/browse/album/381265361
          https://tidal.com/browse/album/381265361
          https://tidal.com/browse/album/381265361?u
          https://tidal.com/album/381265361/u
          https://listen.tidal.com/album/381265361
          https://embed.tidal.com/albums/381265361

        deezer track 2947516331 https://www.deezer.com/track/2947516331
          https://www.deezer.com/track/2947516331
          https://deezer.com/track/2947516331
          https://www.deezer.com/en/track/2947516331
          https://www.deezer.com/us/track/2947516331
          https://www.deezer.com/pt-br/track/2947516331
          https://www.deezer.com/track/2947516331?utm_campaign=clipboard-generic&utm_source=user_sharing&utm_content=track-2947516331&deferredFl=1
          https://www.deezer.com/track/2947516331?host=0&universal_link=1
          https://www.deezer.com/de/track/2947516331?autoplay=true
          https://widget.deezer.com/widget/dark/track/2947516331
          https://widget.deezer.com/widget/auto/track/2947516331?tracklist=false
          www.deezer.com/track/2947516331
        deezer album 629506181 https://www.deezer.com/album/629506181
          https://www.deezer.com/album/629506181
          https://www.deezer.com/fr/album/629506181?app_id=140685
          https://widget.deezer.com/widget/light/album/629506181

        pandora track TRkmrgg6hbVxcpq https://www.pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq
          https://www.pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq
          https://www.pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq/
          https://www.pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq?part=ug-desktop&corr=43061234
          https://www.pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq#play
          https://pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq
          www.pandora.com/artist/lady-gaga/joanne/perfect-illusion/TRkmrgg6hbVxcpq
        pandora album ALn9w9z2mqJ6Jhk https://www.pandora.com/artist/lady-gaga/joanne/ALn9w9z2mqJ6Jhk
          https://www.pandora.com/artist/lady-gaga/joanne/ALn9w9z2mqJ6Jhk
          https://pandora.com/artist/lady-gaga/joanne/ALn9w9z2mqJ6Jhk?part=ug&corr=1
        pandora track TR:166267843 https://www.pandora.com/TR:166267843
          https://www.pandora.com/TR:166267843
          https://pandora.com/TR:166267843?part=ug
        pandora album AL:2293235 https://www.pandora.com/AL:2293235
          https://www.pandora.com/AL:2293235
          pandora.com/AL:2293235

        soundcloud track rick-astley-official/never-gonna-give-you-up-4 https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4
          https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4
          https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4/
          https://www.soundcloud.com/rick-astley-official/never-gonna-give-you-up-4
          https://m.soundcloud.com/rick-astley-official/never-gonna-give-you-up-4
          https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4?in=user/sets/eighties
          https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4?si=2d6d&utm_source=clipboard&utm_medium=text&utm_campaign=social_sharing
          https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4?p=i&c=1&si=2d6d
          https://soundcloud.com/rick-astley-official/never-gonna-give-you-up-4#t=1:02
          https://soundcloud.com/Rick-Astley-Official/Never-Gonna-Give-You-Up-4
          soundcloud.com/rick-astley-official/never-gonna-give-you-up-4
        soundcloud album rick-astley-official/sets/whenever-you-need-somebody-2 https://soundcloud.com/rick-astley-official/sets/whenever-you-need-somebody-2
          https://soundcloud.com/rick-astley-official/sets/whenever-you-need-somebody-2
          https://m.soundcloud.com/rick-astley-official/sets/whenever-you-need-somebody-2?si=1
          soundcloud.com/rick-astley-official/sets/whenever-you-need-somebody-2

        bandcamp track some-band/track/a-song-2 https://some-band.bandcamp.com/track/a-song-2
          https://some-band.bandcamp.com/track/a-song-2
          https://some-band.bandcamp.com/track/a-song-2/
          https://some-band.bandcamp.com/track/a-song-2?from=fanpub_fnb
          https://some-band.bandcamp.com/track/a-song-2?label=123&tab=music
          https://some-band.bandcamp.com/track/a-song-2?utm_source=x&utm_medium=y#lyrics
          https://Some-Band.bandcamp.com/track/A-Song-2
          https://some-band.bandcamp.com:443/track/a-song-2
          some-band.bandcamp.com/track/a-song-2
        bandcamp album some-band/album/the-album https://some-band.bandcamp.com/album/the-album
          https://some-band.bandcamp.com/album/the-album
          https://some-band.bandcamp.com/album/the-album?from=search&search_item_id=1
          https://some-band.bandcamp.com/album/the-album?action=download
          some-band.bandcamp.com/album/the-album
        """;

    public static IReadOnlyList<PublicForm> All { get; } = [.. Read()];

    private static IEnumerable<PublicForm> Read()
    {
        string[] item = [];
        foreach (var line in Table.Split('\n').Where(line => line.Length > 0))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal)) yield return new PublicForm(item[0], item[1], item[2], item[3], line.Trim());
            else item = line.Split(' ');
        }
    }
}
