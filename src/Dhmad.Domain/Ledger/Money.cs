namespace Dhmad.Domain.Ledger;

/// <summary>Amounts are integers in minor units inside and decimals in major units on the wire.</summary>
public static class Money
{
    /// <summary>Minor units as a decimal in major units: 480000 millimes are 480.</summary>
    public static decimal ToMajor(long minor, Currency currency) => (decimal)minor / currency.MinorPerMajor;

    /// <summary>Millimes as a decimal in TND.</summary>
    public static decimal ToTnd(long millimes) => ToMajor(millimes, Currency.Tnd);

    /// <summary>
    /// Minor units of a decimal, judged by value. False when it has more decimals than the currency or does not
    /// fit 64 bits.
    /// </summary>
    public static bool TryToMinor(decimal major, Currency currency, out long minor)
    {
        minor = 0;
        var limit = (decimal)long.MaxValue / currency.MinorPerMajor;
        if (major > limit || major < -limit) return false;
        var scaled = major * currency.MinorPerMajor;
        if (scaled != decimal.Truncate(scaled)) return false;
        minor = (long)scaled;
        return true;
    }
}
