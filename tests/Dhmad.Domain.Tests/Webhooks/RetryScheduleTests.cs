using Dhmad.Domain.Webhooks;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private const double Middle = 0.5;
    private static readonly DateTimeOffset Now = new(1994, 11, 6, 8, 49, 30, TimeSpan.Zero);

    [Fact]
    public void There_are_twelve_attempts_in_about_75_hours()
    {
        var waits = Enumerable.Range(1, 12).Select(n => RetrySchedule.WaitAfter(n, null, Middle)).ToList();

        Assert.Equal(
            [1, 2, 4, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, null],
            waits.Select(wait => wait?.TotalSeconds));
        Assert.Equal(12, RetrySchedule.MaxAttempts);
        Assert.Equal(75.6, waits.Sum(wait => wait?.TotalHours ?? 0), 1);
    }

    [Theory]
    [InlineData(3, 0.0, 4)]
    [InlineData(4, 0.0, 270)]
    [InlineData(11, 0.0, 77_760)]
    [InlineData(11, 0.75, 90_720)]
    public void Only_from_the_fourth_wait_on_there_is_jitter(int attempts, double chance, double seconds) =>
        Assert.Equal(seconds, RetrySchedule.WaitAfter(attempts, null, chance)!.Value.TotalSeconds, 3);

    [Fact]
    public void Jitter_stays_within_a_tenth() =>
        Prop.ForAll<byte, uint>((attempt, random) =>
        {
            var attempts = 4 + attempt % 8;
            var plain = RetrySchedule.WaitAfter(attempts, null, Middle)!.Value;
            var share = RetrySchedule.WaitAfter(attempts, null, random / (uint.MaxValue + 1.0))!.Value / plain;
            return share is >= 0.9 and < 1.1;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 30, 30)] // later than the schedule
    [InlineData(5, 30, 1_800)] // earlier
    [InlineData(1, 200_000, 86_400)] // at most a day
    [InlineData(12, 30, null)] // nothing brings a thirteenth attempt
    public void A_receiver_can_ask_for_more_time(int attempts, int askedSeconds, int? seconds) =>
        Assert.Equal(
            seconds, RetrySchedule.WaitAfter(attempts, TimeSpan.FromSeconds(askedSeconds), Middle)?.TotalSeconds);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData(" 0007 ", 7)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 7)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 7)]
    [InlineData("Sun Nov  6 08:49:37 1994", 7)]
    [InlineData("Sun, 06 Nov 1994 08:49:00 GMT", 0)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("٣", null)]
    [InlineData("soon", null)]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT", null)] // that day was a Sunday
    [InlineData("Sun, 06 Nov 1994 08:49:37 CET", null)]
    [InlineData("1994-11-06T08:49:37Z", null)]
    public void Retry_After_is_seconds_or_an_HTTP_date(string? header, int? seconds) =>
        Assert.Equal(seconds, RetryAfter.Read(header, Now)?.TotalSeconds);

    [Fact]
    public void Any_number_of_seconds_is_read() =>
        Assert.True(RetryAfter.Read(new string('9', 5_000), Now) > TimeSpan.FromDays(1));
}
