using Dhmad.Domain;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Accounts;

/// <summary>Exchange rates as operators set them; the newest of a currency applies.</summary>
public sealed class ExchangeRateStore(Database database)
{
    /// <summary>Null when none was ever set. TND is always one to one.</summary>
    public async Task<ExchangeRate?> NewestAsync(Currency currency, CancellationToken cancellationToken)
    {
        if (currency == Currency.Tnd) return ExchangeRate.One;
        var micros = await database.QueryAsync(
            work => work.FirstAsync<long?>(
                "SELECT rate_micros FROM exchange_rates WHERE currency = @currency ORDER BY number DESC LIMIT 1",
                new { currency = Spelling.Of(currency) }),
            cancellationToken);
        return micros is null ? null : ExchangeRate.FromMicros(micros.Value);
    }

    /// <summary>Adds a rate, which applies from now on; earlier ones stay as history.</summary>
    public Task SetAsync(
        Currency currency, ExchangeRate rate, DateTimeOffset setAt, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                """
                INSERT INTO exchange_rates (currency, number, rate_micros, set_at)
                SELECT @currency, coalesce(max(number), 0) + 1, @Micros, @setAt
                FROM exchange_rates WHERE currency = @currency
                """,
                new { currency = Spelling.Of(currency), rate.Micros, setAt }),
            cancellationToken);
}
