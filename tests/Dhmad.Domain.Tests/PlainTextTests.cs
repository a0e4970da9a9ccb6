namespace Dhmad.Domain.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("  Cargo bike \n", "Cargo bike")]
    [InlineData("سامي", "سامي")]
    [InlineData("🙂🙂", "🙂🙂")]
    [InlineData("a\u2028b", "a\u2028b")]
    public void A_line_is_trimmed_and_kept(string text, string kept)
    {
        Assert.True(PlainText.TryRead(text, 1, 100, singleLine: true, out var value, out var why));
        Assert.Equal(kept, value);
        Assert.Null(why);
    }

    [Fact]
    public void Lines_and_tabs_are_kept_where_they_may_be()
    {
        Assert.True(PlainText.TryRead("a\n\tb", 1, 100, singleLine: false, out var value, out _));
        Assert.Equal("a\n\tb", value);
    }

    [Theory]
    [InlineData(null, "is required")]
    [InlineData("  ", "is required")]
    [InlineData("ab", "must be at least 3 characters")]
    [InlineData("abcdef", "must be at most 5 characters")]
    [InlineData("🙂🙂🙂", "must be at most 5 characters")]
    [InlineData("a\nbc", "must be a single line")]
    [InlineData("a\tbc", "must be a single line")]
    [InlineData("a\rbc", "must not have control characters")]
    [InlineData("a\0bc", "must not have control characters")]
    [InlineData("\u001babc", "must not have control characters")]
    [InlineData("ab\u007fc", "must not have control characters")]
    [InlineData("ab\u0085c", "must not have control characters")]
    public void Anything_else_is_refused_with_the_reason(string? text, string reason)
    {
        Assert.False(PlainText.TryRead(text, 3, 5, singleLine: true, out var value, out var why));
        Assert.Equal(reason, why);
        Assert.Equal("", value);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.False(PlainText.TryRead("ab\ud83d", 1, 5, singleLine: true, out _, out var why));
        Assert.Equal("must be valid Unicode", why);
        Assert.False(PlainText.IsValidUnicode("\ude42ab"));
        Assert.True(PlainText.IsValidUnicode("🙂"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("abcd", "abcd")]
    [InlineData("abcde", "abcd")]
    [InlineData("ab🙂", "ab🙂")]
    [InlineData("ab🙂🙂", "ab🙂")]
    [InlineData("abc🙂", "abc")]
    [InlineData("abc🙂🙂", "abc")]
    public void A_beginning_never_ends_in_half_a_surrogate_pair(string text, string start) =>
        Assert.Equal(start, PlainText.Start(text, 4));

    [Theory]
    [InlineData(3, 5)]
    [InlineData(0, 5)]
    public void Limits_are_inclusive(int min, int max)
    {
        Assert.True(PlainText.TryRead(new string('x', min), min, max, singleLine: true, out _, out _));
        Assert.True(PlainText.TryRead(new string('x', max), min, max, singleLine: true, out _, out _));
    }
}
