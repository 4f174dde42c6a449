using Smartlinks.Releases.Matching;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>Artists in one text, as Bandcamp and others give them, against the list that services by code give. Hunts credits that count as other people's.</summary>
public sealed class ArtistNamesTests
{
    private static readonly string[][] s_credits =
    [
        ["Lady Gaga", "Bruno Mars"], ["Earth, Wind & Fire", "The Emotions"], ["Tyler, The Creator", "Kali Uchis"], ["Lil Nas X", "Jack Harlow"], ["Lil Nas X", "Cardi B"], ["X Ambassadors", "Lil Nas X"],
        ["Simon & Garfunkel", "The Everly Brothers"], ["宇多田ヒカル", "Skrillex"], ["Above & Beyond", "Richard Bedford"], ["MØ", "Diplo"], ["P!nk", "Nate Ruess"], ["AC/DC", "Guns N' Roses"], ["The The", "Sinéad O'Connor"],
        ["Daddy Yankee", "Bad Bunny", "Natti Natasha"], ["Silk City", "Dua Lipa", "Diplo", "Mark Ronson"], ["Miles Davis Quintet", "Miles Davis"], ["Пикник", "Би-2"], ["ATEEZ", "에이티즈"], ["J. Cole", "21 Savage"],
    ];

    private static readonly string[] s_joints = [", ", " & ", " and ", " feat. ", " ft. ", " featuring ", " x ", " X ", " × ", " / ", " + ", " vs. ", " with ", " | ", "; ", " • ", " · ", "、"];

    public static TheoryData<string, string> Joined
    {
        get
        {
            var joined = new TheoryData<string, string>();
            foreach (var names in s_credits)
            {
                foreach (var joint in s_joints)
                {
                    joined.Add(string.Join(';', names), string.Join(joint, names));
                    if (names.Length > 2 && joint != ", ") joined.Add(string.Join(';', names), string.Join(", ", names[..^1]) + joint + names[^1]);
                }
            }

            return joined;
        }
    }

    [Theory, MemberData(nameof(Joined))]
    public void Known_artists_in_one_text_are_the_same_artists(string known, string text)
    {
        Assert.Equal(Comparison.Equal, ArtistNames.Compare(ArtistNames.Of(known.Split(';')), ArtistNames.Of([text])));
        Assert.Equal(Comparison.Equal, ArtistNames.Compare(ArtistNames.Of([text]), ArtistNames.Of(known.Split(';'))));
    }

    [Theory]
    [InlineData("Lady Gaga;Bruno Mars", "Lady Gaga • Tony Bennett")]
    [InlineData("Lil Nas X;Cardi B", "Lil Nas x Cardi B")]
    [InlineData("Lil Nas X;Cardi B", "Lil Nas X")]
    [InlineData("Lady Gaga;Bruno Mars", "Lady Gaga, Bruno Mars & Tony Bennett")]
    [InlineData("Lady Gaga", "Ladygaga Tribute • Bruno Mars")]
    public void Other_artists_in_one_text_are_not(string known, string text) =>
        Assert.NotEqual(Comparison.Equal, ArtistNames.Compare(ArtistNames.Of(known.Split(';')), ArtistNames.Of([text])));
}
