namespace Smartlinks.StreamingServices.Deezer;

/// <summary>The countries and areas Deezer delivers to, as ISO 3166-1 alpha-2 codes: what a release without restrictions has in <c>available_countries</c>.</summary>
public static class DeezerMarkets
{
    public static readonly IReadOnlyList<string> All = (
        "AE AF AG AI AL AM AO AQ AR AS AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BQ BR BT BV BW CA CC CD CF CG CH CI CK CL CM CO CR CU CV CW CX CY CZ DE "
        + "DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FR GA GB GD GE GH GM GN GQ GR GS GT GU GW HK HM HN HR HU ID IE IL IN IQ IR IS IT JM JO JP KE KG "
        + "KH KI KM KN KP KR KW KY KZ LA LB LC LK LR LS LT LU LV LY MA MD ME MG MH MK ML MM MN MP MR MS MT MU MV MW MX MY MZ NA NE NF NG NI NL NO NP NR NU "
        + "NZ OM PA PE PG PH PK PL PN PS PT PW PY QA RO RS RW SA SB SC SD SE SG SI SJ SK SL SN SO ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TV TZ UA "
        + "UG US UY UZ VC VE VG VI VN VU WS YE ZA ZM ZW").Split(' ');
}
