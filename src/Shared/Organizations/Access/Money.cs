using System.Globalization;

namespace Smartlinks.Organizations.Access;

/// <summary>An amount that is asked for, in the minor units of its currency (cents; yen where there are none). <c>default</c> is not valid.</summary>
/// <param name="MinorUnits">1 to <see cref="Most"/>.</param>
public readonly record struct Money(long MinorUnits, Currency Currency)
{
    /// <summary>Eight digits: what a payment service takes at most.</summary>
    public const long Most = 99_999_999;

    /// <summary>As people read it, such as <c>9.90 EUR</c>.</summary>
    public override string ToString()
    {
        var digits = Currency.Digits;
        var amount = MinorUnits / (decimal)Math.Pow(10, digits);
        return $"{amount.ToString($"F{digits}", CultureInfo.InvariantCulture)} {Currency}";
    }
}
