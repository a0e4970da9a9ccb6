using Dhmad.Domain.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests.Ledger;

public sealed class MoneyTests
{
    public static readonly TheoryData<string, Currency, long> Exact = new()
    {
        { "480", Currency.Tnd, 480_000 },
        { "0.001", Currency.Tnd, 1 },
        { "10.5000", Currency.Tnd, 10_500 },
        { "10.5000", Currency.Usd, 1_050 },
        { "250.75", Currency.Eur, 25_075 },
        { "-3.25", Currency.Tnd, -3_250 },
        { "9223372036854775.807", Currency.Tnd, long.MaxValue },
    };

    public static readonly TheoryData<string, Currency> Refused = new()
    {
        { "0.0001", Currency.Tnd },
        { "0.001", Currency.Usd },
        { "10.505", Currency.Eur },
        { "9223372036854775.808", Currency.Tnd },
        { "79228162514264337593543950335", Currency.Tnd },
        { "-79228162514264337593543950335", Currency.Tnd },
        { "0.0000000000000000000000000001", Currency.Tnd },
        { "1.0000000000000000000000000001", Currency.Tnd },
    };

    [Theory]
    [MemberData(nameof(Exact))]
    public void Amounts_are_judged_by_value(string major, Currency currency, long minor)
    {
        var amount = Parse(major);
        Assert.True(Money.TryToMinor(amount, currency, out var read));
        Assert.Equal(minor, read);
        Assert.Equal(amount, Money.ToMajor(minor, currency));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Too_many_decimals_or_digits_are_refused(string major, Currency currency) =>
        Assert.False(Money.TryToMinor(Parse(major), currency, out _));

    [Fact]
    public void The_example_of_the_specification_holds()
    {
        Assert.True(ExchangeRate.TryRead(3.1125m, out var rate));
        Assert.True(Money.TryToMinor(250.75m, Currency.Usd, out var amount));
        var amountTnd = rate.ToTnd(amount, Currency.Usd);
        var escrowFee = Fees.Of(amountTnd, 500);
        var developerFee = Fees.Of(amountTnd, 250);

        Assert.Equal(780.459m, Money.ToTnd(amountTnd));
        Assert.Equal(39.023m, Money.ToTnd(escrowFee));
        Assert.Equal(19.511m, Money.ToTnd(developerFee));
        Assert.Equal(721.925m, Money.ToTnd(amountTnd - escrowFee - developerFee));
    }

    [Theory]
    [InlineData(1, 5000, 1)]
    [InlineData(1, 4999, 0)]
    [InlineData(3, 5000, 2)]
    [InlineData(480_000, 250, 12_000)]
    [InlineData(5_000, 0, 0)]
    [InlineData(0, 500, 0)]
    [InlineData(long.MaxValue, 10_000, long.MaxValue)]
    public void A_fee_is_rounded_half_up(long amountTnd, int basisPoints, long fee) =>
        Assert.Equal(fee, Fees.Of(amountTnd, basisPoints));

    [Theory]
    [InlineData(-1, 500)]
    [InlineData(1, -1)]
    [InlineData(1, 10_001)]
    public void A_fee_of_nonsense_is_a_fault(long amountTnd, int basisPoints) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Fees.Of(amountTnd, basisPoints));

    [Theory]
    [InlineData("2.5", 250)]
    [InlineData("0", 0)]
    [InlineData("25.00", 2500)]
    [InlineData("100", 10_000)]
    [InlineData("0.01", 1)]
    public void A_percentage_has_two_decimals(string percent, int basisPoints)
    {
        Assert.True(Fees.TryToBasisPoints(Parse(percent), out var read));
        Assert.Equal(basisPoints, read);
        Assert.Equal(Parse(percent), Fees.ToPercent(read));
    }

    [Theory]
    [InlineData("2.555")]
    [InlineData("-0.01")]
    [InlineData("100.01")]
    public void Other_percentages_are_refused(string percent) =>
        Assert.False(Fees.TryToBasisPoints(Parse(percent), out _));

    [Fact]
    public void Fees_at_their_highest_never_take_more_than_the_amount() =>
        Prop.ForAll<uint, ushort, ushort>((amount, platform, developer) =>
        {
            var fees = Fees.Of(amount, platform % 5001) + Fees.Of(amount, developer % 2501);
            return fees >= 0 && fees <= amount;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_fee_is_within_half_a_millime_of_the_exact_share() =>
        Prop.ForAll<uint, ushort>((amount, points) =>
        {
            var basisPoints = points % 10_001;
            var exact = amount * (decimal)basisPoints / 10_000;
            var difference = Fees.Of(amount, basisPoints) - exact;
            return difference is > -0.5m and <= 0.5m;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Minor_units_come_back() =>
        Prop.ForAll<long, byte>((minor, which) =>
        {
            var currency = (Currency)(which % 3);
            return Money.TryToMinor(Money.ToMajor(minor, currency), currency, out var back) && back == minor;
        }).QuickCheckThrowOnFailure();

    private static decimal Parse(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
