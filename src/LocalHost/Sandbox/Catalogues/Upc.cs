namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>
/// A release's barcode (GTIN-12, -13 or -14), kept as the number it is; services differ in how many zeros they write in front.
/// The check digit is valid.
/// </summary>
public readonly record struct Upc
{
    private readonly long _number;

    private Upc(long number) => _number = number;

    /// <summary>As Spotify holds it: 14 digits, zeros in front.</summary>
    public string Padded => _number.ToString("D14", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As Deezer holds it: 12 digits, or 13 where the number needs them.</summary>
    public string Unpadded => _number.ToString("D12", System.Globalization.CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out Upc upc)
    {
        upc = default;
        var valid = text.Length is >= 8 and <= 14 && text.All(char.IsAsciiDigit) && HasCheckDigit(text);
        if (valid)
        {
            upc = new Upc(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        }

        return valid;
    }

    /// <summary>Twelve digits that begin with 4, which GS1 keeps for use inside one company: nobody's real barcode.</summary>
    public static Upc Derive(string seed)
    {
        var random = StableRandom.From("upc|" + seed);
        var body = 40_000_000_000 + random.Next(0, 10_000_000_000);
        return new Upc((body * 10) + CheckDigit(body));
    }

    public override string ToString() => Padded;

    private static bool HasCheckDigit(string digits) => CheckDigit(long.Parse(digits[..^1], System.Globalization.CultureInfo.InvariantCulture)) == digits[^1] - '0';

    private static int CheckDigit(long body)
    {
        var sum = 0L;
        for (var weight = 3; body > 0; body /= 10, weight = 4 - weight)
        {
            sum += body % 10 * weight;
        }

        return (int)((10 - (sum % 10)) % 10);
    }
}
