namespace Dhmad.Domain.Ledger;

/// <summary>TND for one unit of a currency, as an integer in millionths of a dinar.</summary>
public readonly record struct ExchangeRate
{
    private const long MicrosPerTnd = 1_000_000;
    private const long MillimesPerTnd = 1_000;
    private const long MaxTndPerUnit = 10_000;

    private readonly long micros;

    private ExchangeRate(long micros) => this.micros = micros;

    /// <summary>The rate of TND to itself.</summary>
    public static ExchangeRate One => new(MicrosPerTnd);

    /// <summary>The rate in millionths of a dinar, as it is stored.</summary>
    public long Micros => micros;

    /// <summary>The rate as operators set it and as it is shown.</summary>
    public decimal TndPerUnit => (decimal)micros / MicrosPerTnd;

    /// <summary>A stored rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or above 10,000 TND.</exception>
    public static ExchangeRate FromMicros(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(micros);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(micros, MaxTndPerUnit * MicrosPerTnd);
        return new ExchangeRate(micros);
    }

    /// <summary>Above 0, at most 10,000, up to six decimals.</summary>
    public static bool TryRead(decimal tndPerUnit, out ExchangeRate rate)
    {
        rate = default;
        if (tndPerUnit is <= 0 or > MaxTndPerUnit) return false;
        var scaled = tndPerUnit * MicrosPerTnd;
        if (scaled != decimal.Truncate(scaled)) return false;
        rate = new ExchangeRate((long)scaled);
        return true;
    }

    /// <summary>Millimes for an amount in minor units, rounded once, half up.</summary>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public long ToTnd(long amountMinor, Currency currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amountMinor);
        if (micros == 0) throw new InvalidOperationException("This rate was never set.");
        var divisor = (Int128)currency.MinorPerMajor * MicrosPerTnd;
        return checked((long)(((Int128)amountMinor * micros * MillimesPerTnd + divisor / 2) / divisor));
    }
}
