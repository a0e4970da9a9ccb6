using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class SignInTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);
    private static readonly SignIn Fresh = new(new string('c', 64), "66d4a1f09b3c5e7a2f1d8c40", "192.0.2.1", null, Start, Start);

    [Fact]
    public void It_lasts_twelve_hours_without_use()
    {
        Assert.True(Fresh.IsGoodAt(Start.AddHours(12).AddMilliseconds(-1)));
        Assert.False(Fresh.IsGoodAt(Start.AddHours(12)));
    }

    [Fact]
    public void Use_prolongs_it_up_to_seven_days()
    {
        Assert.Equal(Start.AddHours(22), (Fresh with { UsedAt = Start.AddHours(10) }).EndsAt);
        Assert.Equal(Start.AddDays(7), (Fresh with { UsedAt = Start.AddDays(7).AddMinutes(-1) }).EndsAt);
    }

    [Fact]
    public void It_ends_at_once_when_it_is_ended() =>
        Assert.False((Fresh with { EndedAt = Start }).IsGoodAt(Start));
}
