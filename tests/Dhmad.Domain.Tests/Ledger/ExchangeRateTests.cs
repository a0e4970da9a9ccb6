using Dhmad.Domain.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests.Ledger;

public sealed class ExchangeRateTests
{
    [Theory]
    [InlineData("3.1125", 3_112_500)]
    [InlineData("0.000001", 1)]
    [InlineData("10000", 10_000_000_000)]
    [InlineData("1.000000000", 1_000_000)]
    public void A_rate_has_up_to_six_decimals(string text, long micros)
    {
        var given = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(ExchangeRate.TryRead(given, out var rate));
        Assert.Equal(micros, rate.Micros);
        Assert.Equal(given, rate.TndPerUnit);
        Assert.Equal(rate, ExchangeRate.FromMicros(micros));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("10000.000001")]
    [InlineData("3.1234567")]
    [InlineData("79228162514264337593543950335")]
    public void Other_rates_are_refused(string text) =>
        Assert.False(ExchangeRate.TryRead(
            decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture), out _));

    [Theory]
    [InlineData(1, 50_000, 1)] // 0.01 at 0.05 is half a millime, which goes up
    [InlineData(1, 49_999, 0)]
    [InlineData(10_000_000_000, 10_000_000_000, 1_000_000_000_000_000)]
    public void Conversion_rounds_once_half_up(long cents, long micros, long millimes) =>
        Assert.Equal(millimes, ExchangeRate.FromMicros(micros).ToTnd(cents, Currency.Usd));

    [Fact]
    public void A_dinar_is_a_dinar() =>
        Prop.ForAll<uint>(millimes => ExchangeRate.One.ToTnd(millimes, Currency.Tnd) == millimes)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_does_not_fit_is_a_fault_and_never_wraps() =>
        Assert.Throws<OverflowException>(
            () => ExchangeRate.FromMicros(10_000_000_000).ToTnd(long.MaxValue, Currency.Usd));

    [Fact]
    public void A_rate_that_was_never_set_converts_nothing() =>
        Assert.Throws<InvalidOperationException>(() => default(ExchangeRate).ToTnd(1, Currency.Usd));

    [Theory]
    [InlineData("TND", Currency.Tnd, 3)]
    [InlineData("USD", Currency.Usd, 2)]
    [InlineData("EUR", Currency.Eur, 2)]
    public void Currencies_have_a_code_and_decimals(string code, Currency expected, int decimals)
    {
        Assert.True(Currencies.TryRead(code, out var currency));
        Assert.Equal(expected, currency);
        Assert.Equal(code, currency.Code);
        Assert.Equal(decimals, currency.Decimals);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tnd")]
    [InlineData("GBP")]
    public void Other_currencies_are_unknown(string? code) => Assert.False(Currencies.TryRead(code, out _));
}
