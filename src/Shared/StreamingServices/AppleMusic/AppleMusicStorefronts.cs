namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>Countries that have a storefront of Apple Music, as ISO 3166-1 alpha-2 codes. Only a hint from an ISRC is held against it: what is left out costs a guess, what is wrong in it a refusal.</summary>
public static class AppleMusicStorefronts
{
    public static readonly IReadOnlyCollection<string> All = (
        "AE AG AL AM AO AR AT AU AZ BA BB BE BF BG BH BJ BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CN CO CR CV CY CZ DE DK DM DO DZ EC EE EG ES FI FJ FM FR "
        + "GA GB GD GE GH GM GR GT GW GY HK HN HR HU ID IE IL IN IQ IS IT JM JO JP KE KG KH KN KR KW KZ LA LB LC LK LR LT LU LV LY MA MD ME MG MK ML MN MO MR MT MU MV MW MX MY MZ "
        + "NA NE NG NI NL NO NP NZ OM PA PE PG PH PL PT PY QA RO RS RU RW SA SB SC SE SG SI SK SL SN SR SV SZ TD TH TJ TN TO TR TT TW TZ UA UG US UY UZ VC VE VN VU XK ZA ZM ZW").Split(' ');
}
