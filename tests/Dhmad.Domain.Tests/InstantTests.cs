using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests;

public sealed class InstantTests
{
    [Theory]
    [InlineData("2026-09-01T08:30:00.000Z", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T08:30:00Z", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T08:30Z", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T09:30:00+01:00", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T09:30:00+0100", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T09:30:00+01", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T00:30:00-08:00", "2026-09-01T08:30:00.000Z")]
    [InlineData("2026-09-01T08:30:00.1239999999Z", "2026-09-01T08:30:00.123Z")]
    [InlineData("2026-09-01T08:30:00,5Z", "2026-09-01T08:30:00.500Z")]
    [InlineData("20260901T083000Z", "2026-09-01T08:30:00.000Z")]
    [InlineData("20260901T093000.25+0100", "2026-09-01T08:30:00.250Z")]
    [InlineData("2028-02-29T23:59:59.999z", "2028-02-29T23:59:59.999Z")]
    [InlineData("2026-01-01T00:30:00+23:59", "2025-12-31T00:31:00.000Z")]
    public void An_instant_with_an_offset_is_read(string text, string written)
    {
        Assert.True(Instant.TryRead(text, out var moment));
        Assert.Equal(written, Instant.Text(moment));
        Assert.Equal(TimeSpan.Zero, moment.Offset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-09-01")]
    [InlineData("2026-09-01T08:30:00")]
    [InlineData("2026-09-01 08:30:00Z")]
    [InlineData(" 2026-09-01T08:30:00Z")]
    [InlineData("2026-09-01T08:30:00Z ")]
    [InlineData("2026-02-30T08:30:00Z")]
    [InlineData("2026-13-01T08:30:00Z")]
    [InlineData("2026-09-01T24:00:00Z")]
    [InlineData("2026-09-01T08:60:00Z")]
    [InlineData("2026-09-01T08:30:00.Z")]
    [InlineData("2026-09-01T08:30:00+1:00")]
    [InlineData("2026-09-01T08:30:00+24:00")]
    [InlineData("2026-0901T08:30:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("٢٠٢٦-09-01T08:30:00Z")]
    [InlineData("1788251400")]
    public void Anything_else_is_not(string? text) => Assert.False(Instant.TryRead(text, out _));

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll<DateTime>(time =>
        {
            var moment = new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc));
            var text = Instant.Text(moment);
            return text.Length == Instant.Length && Instant.TryRead(text, out var read) && Instant.Text(read) == text
                && (moment - read).TotalMilliseconds is >= 0 and < 1;
        }).QuickCheckThrowOnFailure();
}
