namespace Dhmad.Domain.Ledger;

/// <summary>Face currency of an escrow; the books themselves are in TND only.</summary>
public enum Currency
{
    Tnd,
    Usd,
    Eur,
}

/// <summary>What a currency is called on the wire and how many decimals it has.</summary>
public static class Currencies
{
    extension(Currency currency)
    {
        /// <summary><c>TND</c>, <c>USD</c> or <c>EUR</c>.</summary>
        public string Code => currency switch
        {
            Currency.Tnd => "TND",
            Currency.Usd => "USD",
            Currency.Eur => "EUR",
            _ => throw new ArgumentOutOfRangeException(nameof(currency)),
        };

        /// <summary>3 for TND (millimes), 2 for USD and EUR (cents).</summary>
        public int Decimals => currency switch
        {
            Currency.Tnd => 3,
            Currency.Usd or Currency.Eur => 2,
            _ => throw new ArgumentOutOfRangeException(nameof(currency)),
        };

        /// <summary>Minor units in one major unit: 1000 or 100.</summary>
        public long MinorPerMajor => currency.Decimals == 3 ? 1000 : 100;
    }

    /// <summary>Reads the wire text, exactly as written there.</summary>
    public static bool TryRead(string? code, out Currency currency)
    {
        (var known, currency) = code switch
        {
            "TND" => (true, Currency.Tnd),
            "USD" => (true, Currency.Usd),
            "EUR" => (true, Currency.Eur),
            _ => (false, default),
        };
        return known;
    }
}
