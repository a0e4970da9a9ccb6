using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Tests.Payments;

/// <summary>The card form of the sandbox: magic numbers, and what is no card at all.</summary>
public class SandboxCardTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("4242 4242 4242 4242", "succeeds", "4242")]
    [InlineData("4000-0000-0000-0002", "declined", "0002")]
    [InlineData("4000000000009995", "not_enough_money", "9995")]
    [InlineData("4000000000000069", "expired", "0069")]
    [InlineData("4000000000003220", "asks_check", "3220")]
    [InlineData("4000000000000119", "silent_then_declined", "0119")]
    [InlineData("4000000000000341", "silent_then_succeeds", "0341")]
    [InlineData("4000000000000077", "silent_then_succeeds_for_good", "0077")]
    [InlineData("5555555555554444", "declined", "4444")]
    public void A_number_becomes_what_it_does_and_its_last_four_digits(string number, string token, string last4) =>
        Assert.Equal(new SandboxCard(token, last4), SandboxCard.TryRead(number, "12/30", "123", Now, out _));

    [Fact]
    public void A_card_keeps_nothing_of_its_number_but_four_digits()
    {
        var card = SandboxCard.TryRead("4242424242424242", "12/30", "123", Now, out _);
        Assert.DoesNotContain("42424242", card!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("09/26", true)]
    [InlineData("08/26", false)]
    [InlineData("10/26", true)]
    [InlineData("13/30", false)]
    [InlineData("00/30", false)]
    [InlineData("1230", false)]
    [InlineData("12-30", false)]
    [InlineData("1 /30", false)]
    [InlineData("12/3०", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_card_is_good_to_the_end_of_its_month(string? expiry, bool isGood) =>
        Assert.Equal(isGood, SandboxCard.TryRead("4242424242424242", expiry, "123", Now, out _) is not null);

    [Fact]
    public void Every_wrong_field_is_named()
    {
        Assert.Null(SandboxCard.TryRead("4242 4242", "99/99", "12", Now, out var bad));
        Assert.Equal(["cardNumber", "cardExpiry", "cardCvc"], bad);
        Assert.Null(SandboxCard.TryRead(null, null, null, Now, out bad));
        Assert.Equal(3, bad.Count);
        Assert.Null(SandboxCard.TryRead("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "12/30", "123", Now, out bad));
        Assert.Equal(["cardNumber"], bad);
        Assert.NotNull(SandboxCard.TryRead("4242424242424242", "12/30", "123", Now, out bad));
        Assert.Empty(bad);
    }
}
