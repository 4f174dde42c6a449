using System.Globalization;
using System.Text;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class CatalogueTests
{
    private const string Header = "isrc,title,album,artists,released";

    [Fact]
    public void The_built_in_catalogue_has_forty_real_recordings_and_real_ids()
    {
        var real = Catalogue.Load([]).Tracks.Where(track => !track.Artists.Contains("Smartlinks Test Ensemble")).ToList();

        Assert.True(real.Select(track => track.Isrc).Distinct().Count() >= 40);
        var known = real.Single(track => track.Isrc == "USUM72409273");
        Assert.Equal("2plbrEY59IikOBgBGLjaoe", known.Ids[StreamingService.Spotify]);
        Assert.Equal("2947516331", known.Ids[StreamingService.Deezer]);
        Assert.Equal("00602475093060", known.Album.Upc.Padded);
        Assert.Equal("602475093060", known.Album.Upc.Unpadded);
        Assert.Equal(["Lady Gaga", "Bruno Mars"], known.Album.Artists);
    }

    [Fact]
    public void At_least_forty_built_in_recordings_have_their_real_UPC_and_a_services_real_id()
    {
        var lines = File.ReadAllLines(Path.Combine(LocalTools.RepositoryRoot, "src", "LocalHost", "Sandbox", "catalogue.csv"));
        var columns = lines[0].Split(',');
        int upc = Array.IndexOf(columns, "upc"), spotify = Array.IndexOf(columns, "spotify"), deezer = Array.IndexOf(columns, "deezer");

        // The ids of a row are behind its texts: counted from the end, no quoted comma is in the way.
        var whole = lines.Skip(1).Where(line => !line.EndsWith(",fictional", StringComparison.Ordinal)).Count(line =>
        {
            var cells = line.Split(',');
            return Cell(cells, upc).Length >= 12 && (Cell(cells, spotify).Length == 22 || Cell(cells, deezer).Length > 0);
        });

        Assert.True(whole >= 40, $"{whole}");

        string Cell(string[] cells, int column) => cells[^(columns.Length - column)];
    }

    [Fact]
    public void What_a_row_leaves_out_is_derived_the_same_every_time()
    {
        const string row = "QZSLT2699901,A Title,An Album,Somebody,2020-02-02";
        var first = Parse(Header, row).Tracks.Single();
        var second = Parse(Header, "QZSLT2699902,Another,Elsewhere,Somebody,2019-01-01", row).Tracks.Single(track => track.Isrc == first.Isrc);

        Assert.Equal(first.Ids, second.Ids);
        Assert.Equal(first.DurationMs, second.DurationMs);
        Assert.Equal(first.Album.Upc, second.Album.Upc);
        Assert.Equal(first.Album.Ids, second.Album.Ids);
    }

    [Fact]
    public void Derived_values_never_change_between_versions()
    {
        // Links made in one run are opened in the next: these are written down once.
        var track = Parse(Header, "QZSLT2699901,A Title,An Album,Somebody,2020-02-02").Tracks.Single();

        Assert.Equal("00445086427127", track.Album.Upc.Padded);
        Assert.Equal("5b5Z2aY9C7YHU3trImtgV7", track.Ids[StreamingService.Spotify]);
        Assert.Equal("6989362764", track.Ids[StreamingService.Deezer]);
    }

    [Fact]
    public void Derived_ids_have_each_services_own_form()
    {
        var ids = Parse(Header, "QZSLT2699901,A Title,An Album,Somebody,2020-02-02").Tracks.Single().Ids;

        Assert.Equal(9, ids.Count);
        Assert.Matches("^[0-7][0-9A-Za-z]{21}$", ids[StreamingService.Spotify]);
        Assert.Matches("^[0-9]{10}$", ids[StreamingService.Deezer]);
        Assert.Matches("^[0-9]{10}$", ids[StreamingService.AppleMusic]);
        Assert.Matches("^[0-9A-Za-z_-]{11}$", ids[StreamingService.YouTubeMusic]);
        Assert.Matches("^[0-9]{9}$", ids[StreamingService.Tidal]);
        Assert.Matches("^B0[0-9A-Z]{8}$", ids[StreamingService.AmazonMusic]);
        Assert.Matches("^[0-9]{10}$", ids[StreamingService.SoundCloud]);
        Assert.Matches("^TR:[0-9]+$", ids[StreamingService.Pandora]);
        Assert.Matches("^[0-9]{10}$", ids[StreamingService.Bandcamp]);
    }

    [Fact]
    public void Rows_of_one_album_share_its_UPC_and_a_derived_UPC_has_a_right_check_digit()
    {
        var tracks = Parse(Header, "QZSLT2699901,One,The Album,Somebody,2020-02-02", "QZSLT2699902,Two,The Album,Somebody,2020-02-02", "QZSLT2699903,Three,The Album,Somebody,2021-02-02").Tracks;

        Assert.Same(tracks[0].Album, tracks[1].Album);
        Assert.Equal([1, 2], tracks[0].Album.Tracks.Select(track => track.Number));
        Assert.NotEqual(tracks[0].Album.Upc, tracks[2].Album.Upc);
        Assert.True(Upc.TryParse(tracks[0].Album.Upc.Unpadded, out var read) && read == tracks[0].Album.Upc);
        Assert.False(Upc.TryParse("602475093061", out _));
    }

    [Fact]
    public void A_known_recording_with_another_album_is_on_both()
    {
        var catalogue = Parse(Header, "QZSLT2699901,One,Single,Somebody,2020-02-02", "QZSLT2699901,One,The Album,Somebody,2020-09-09");

        Assert.Equal(["Single", "The Album"], catalogue.FindByIsrc("QZSLT2699901").Select(track => track.Album.Title));
        Assert.Equal(2, catalogue.Tracks.Select(track => track.Ids[StreamingService.Spotify]).Distinct().Count());
    }

    [Fact]
    public void A_later_file_goes_over_a_row_of_an_earlier_one_and_keeps_what_it_leaves_out()
    {
        var catalogue = Catalogue.Parse([
            ("a.csv", Encoding.UTF8.GetBytes($"{Header},durationMs,upc\nQZSLT2699901,One,Single,Somebody,2020-02-02,1000,602475093060\n")),
            ("b.csv", Encoding.UTF8.GetBytes($"{Header},durationMs,deezer\nQZSLT2699901,One,Single,Somebody,2020-02-02,2000,42\n"))]);

        var track = catalogue.Tracks.Single();
        Assert.Equal((2000, "602475093060", "42"), (track.DurationMs, track.Album.Upc.Unpadded, track.Ids[StreamingService.Deezer]));
    }

    [Fact]
    public void Columns_set_services_ids_and_facts()
    {
        var track = Parse(
            $"{Header},upc,version,durationMs,services,spotify,deezer",
            "qz-slt-26-99901,One,Single,A; B,2020-02-02,602475093060,Live,123456,spotify;deezer,2plbrEY59IikOBgBGLjaoe,42").Tracks.Single();

        Assert.Equal("QZSLT2699901", track.Isrc);
        Assert.Equal(["A", "B"], track.Artists);
        Assert.Equal(("Live", 123456), (track.Version, track.DurationMs));
        Assert.Equal(["2plbrEY59IikOBgBGLjaoe", "42"], track.Ids.Values);
    }

    [Fact]
    public void Quotes_commas_line_breaks_and_a_byte_order_mark_are_read()
    {
        var text = "\uFEFF" + Header + "\r\n\r\nQZSLT2699901,\"He said \"\"hi, you\"\"\",\"Two\nlines\",Somebody,2020-02-02\r\nQZSLT2699902,قمر,シンクロニシティ,Кто-то,2020-02-02";
        var tracks = Catalogue.Parse([("songs.csv", Encoding.UTF8.GetBytes(text))]).Tracks;

        Assert.Equal("He said \"hi, you\"", tracks[0].Title);
        Assert.Equal("Two\nlines", tracks[0].Album.Title);
        Assert.Equal(("قمر", "シンクロニシティ", "Кто-то"), (tracks[1].Title, tracks[1].Album.Title, tracks[1].Artists[0]));
    }

    [Theory]
    [InlineData("", "songs.csv, line 1: empty")]
    [InlineData("isrc,title,album,artists\n", "songs.csv, line 1: the column 'released' is missing")]
    [InlineData("isrc,title,album,artists,released,title\n", "line 1: the column 'title' is there twice")]
    [InlineData(Header + "\nQZSLT2699901,One,Single,A,2020-02-02\nNOPE,One,Single,A,2020-02-02\n", "line 3: isrc 'NOPE'")]
    [InlineData(Header + "\n\"QZSLT2699901\",\"a\nb\",Single,A,2020-02-02\nQZSLT2699902,,Single,A,2020-02-02\n", "line 4: title is empty")]
    [InlineData(Header + "\nQZSLT2699901,One,Single,;,2020-02-02\n", "line 2: artists is empty")]
    [InlineData(Header + "\nQZSLT2699901,One,Single,A,2020-02-30\n", "line 2: released '2020-02-30'")]
    [InlineData(Header + "\nQZSLT2699901,One, two,Single,A,2020-02-02\n", "line 2: has 6 fields where the header has 5")]
    [InlineData(Header + "\nQZSLT2699901,\"One,Single,A,2020-02-02\nx\n", "line 2: a quote is opened and never closed")]
    [InlineData(Header + "\nQZSLT2699901,\"One\" more,Single,A,2020-02-02\n", "line 2: text after a closing quote")]
    [InlineData(Header + ",upc\nQZSLT2699901,One,Single,A,2020-02-02,602475093061\n", "line 2: upc '602475093061'")]
    [InlineData(Header + ",durationMs\nQZSLT2699901,One,Single,A,2020-02-02,-5\n", "line 2: durationMs '-5'")]
    [InlineData(Header + ",services\nQZSLT2699901,One,Single,A,2020-02-02,spotify;napster\n", "line 2: services names 'napster'")]
    [InlineData(Header + ",spotify\nQZSLT2699901,One,Single,A,2020-02-02,short\n", "line 2: spotify 'short'")]
    [InlineData(Header + ",deezer\nQZSLT2699901,One,Single,A,2020-02-02,7\nQZSLT2699902,Two,Single,A,2020-02-02,7\n", "line 3: deezer id '7' is taken by 'One' (songs.csv, line 2)")]
    [InlineData(Header + "\nQZSLT2699901,One,Single,A,2020-02-02\nQZSLT2699901,One,Single,A,2020-02-02\n", "line 3: the same recording on the same album as on line 2")]
    [InlineData(Header + ",upc\nQZSLT2699901,One,Single,A,2020-02-02,602475093060\nQZSLT2699902,Two,Other,A,2020-02-02,602475093060\n", "line 3: upc 00602475093060 belongs to 'Single'")]
    public void A_bad_file_is_refused_with_its_name_and_line(string text, string expected)
    {
        var problem = Assert.Throws<CatalogueException>(() => Catalogue.Parse([("songs.csv", Encoding.UTF8.GetBytes(text))]));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("songs.csv, line ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_line()
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(Header + "\n"), .. Encoding.Latin1.GetBytes("QZSLT2699901,Caf\u00e9,Single,A,2020-02-02\n")];

        Assert.Equal(2, Assert.Throws<CatalogueException>(() => Catalogue.Parse([("songs.csv", content)])).Line);
    }

    [Fact]
    public void A_missing_file_is_one_clear_line()
    {
        var problem = Assert.Throws<CatalogueException>(() => Catalogue.Load(["no-such-file.csv"]));

        Assert.StartsWith("no-such-file.csv, line 1: cannot be read", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_column_is_reported()
    {
        Assert.Equal(["songs.csv: durationms"], Parse($"{Header},durationms", "QZSLT2699901,One,Single,A,2020-02-02,5").IgnoredColumns);
    }

    [Fact]
    public void Ten_thousand_rows_load_with_ids_of_their_own()
    {
        var rows = Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"QZABC26{i:D5},Song {i},Album {i / 10},Artist {i / 100},2024-01-{(i / 10 % 28) + 1:D2}"));

        var catalogue = Parse([Header, .. rows]);

        Assert.Equal(10_000, catalogue.Tracks.Count);
        Assert.Equal(1_000, catalogue.Albums.Count);
        foreach (var service in StreamingService.All)
        {
            Assert.Equal(10_000, catalogue.Tracks.Select(track => track.Ids[service]).Distinct().Count());
        }
    }

    [SpecsFact]
    public void The_shared_recordings_load_beside_the_built_in_ones()
    {
        var builtIn = Catalogue.Load([]);

        var both = Catalogue.Load([Path.Combine(SpecsFactAttribute.Folder, "..", "data", "recordings.csv")]);

        Assert.True(both.Tracks.Count > builtIn.Tracks.Count + 900);
        Assert.Equal(builtIn.Tracks.Select(track => track.Ids[track.Ids.Keys.First()]), both.Tracks.Take(builtIn.Tracks.Count).Select(track => track.Ids[track.Ids.Keys.First()]));
    }

    private static Catalogue Parse(params string[] lines) => Catalogue.Parse([("songs.csv", Encoding.UTF8.GetBytes(string.Join('\n', lines)))]);
}
