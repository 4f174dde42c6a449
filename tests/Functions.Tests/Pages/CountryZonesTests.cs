using Smartlinks.Pages;

namespace Smartlinks.Functions.Tests.Pages;

public sealed class CountryZonesTests
{
    /// <summary>The 249 codes of ISO 3166-1 alpha-2, as the tz database's iso3166.tab lists them.</summary>
    private const string Countries = """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
        CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
        GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
        KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
        NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
        SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
        VN VU WF WS YE YT ZA ZM ZW
        """;

    public static TheoryData<string> All => [.. Codes];

    private static string[] Codes => Countries.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void The_list_of_countries_is_whole() => Assert.Equal(249, Codes.Distinct().Count());

    [Theory, MemberData(nameof(All))]
    public void Every_country_has_a_zone_this_machine_knows(string country)
    {
        var id = CountryZones.FindId(country);

        Assert.NotNull(id);
        Assert.Equal(id, CountryZones.Find(country).Id);
    }

    [Theory]
    [InlineData("US", "America/New_York")]
    [InlineData("CA", "America/Toronto")]
    [InlineData("AU", "Australia/Sydney")]
    [InlineData("BR", "America/Sao_Paulo")]
    [InlineData("RU", "Europe/Moscow")]
    [InlineData("MX", "America/Mexico_City")]
    [InlineData("ID", "Asia/Jakarta")]
    [InlineData("ES", "Europe/Madrid")]
    [InlineData("PT", "Europe/Lisbon")]
    [InlineData("CL", "America/Santiago")]
    [InlineData("NZ", "Pacific/Auckland")]
    [InlineData("CN", "Asia/Shanghai")]
    [InlineData("xk", "Europe/Belgrade")]
    public void A_country_with_several_zones_has_the_one_most_people_live_in(string country, string zone) =>
        Assert.Equal(zone, CountryZones.Find(country).Id);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ZZ")]
    [InlineData("T1")]
    [InlineData("USA")]
    public void An_unknown_country_is_in_UTC(string? country) => Assert.Same(TimeZoneInfo.Utc, CountryZones.Find(country));

    [Fact]
    public void Midnight_of_a_release_comes_first_in_the_east()
    {
        var midnight = new DateTime(2026, 12, 4);
        string[] eastToWest = ["NZ", "AU", "JP", "ID", "IN", "RU", "DE", "GB", "BR", "CA", "MX"];

        var instants = eastToWest.Select(country => TimeZoneInfo.ConvertTimeToUtc(midnight, CountryZones.Find(country))).ToArray();

        Assert.Equal(instants.Order(), instants);
        Assert.Equal(new DateTime(2026, 12, 3, 11, 0, 0), instants[0]);
        Assert.Equal(new DateTime(2026, 12, 4, 6, 0, 0), instants[^1]);
    }
}
