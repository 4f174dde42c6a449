using System.Collections.Frozen;

namespace Smartlinks.Organizations.Access;

/// <summary>A currency money is asked for in: a code of ISO 4217, upper case, with how many digits its minor unit has. <c>default</c> is not valid.</summary>
public readonly record struct Currency
{
    // The currencies in use, without funds, metals and test codes, by the digits of their minor unit.
    private static readonly FrozenDictionary<string, int> s_digits = new[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
            GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
            NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD
            YER ZAR ZMW
            """),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
    }.SelectMany(group => group.Item2.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(code => (Code: code, Digits: group.Item1)))
        .ToFrozenDictionary(each => each.Code, each => each.Digits, StringComparer.Ordinal);

    private readonly string? _code;

    private Currency(string code) => _code = code;

    public int Digits => s_digits[ToString()];

    /// <summary>In any case.</summary>
    public static bool TryParse(string? text, out Currency currency)
    {
        currency = default;
        var code = text?.ToUpperInvariant();
        if (code is null || !s_digits.ContainsKey(code)) return false;
        currency = new Currency(code);
        return true;
    }

    public static Currency Parse(string text) => TryParse(text, out var currency) ? currency : throw new FormatException($"'{text}' is not a currency.");

    public override string ToString() => _code ?? throw new InvalidOperationException("A currency was never set.");
}
