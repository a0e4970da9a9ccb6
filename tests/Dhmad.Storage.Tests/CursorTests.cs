using System.Buffers.Text;

namespace Dhmad.Storage.Tests;

public sealed class CursorTests
{
    [Theory]
    [InlineData("0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90")]
    [InlineData("66d4a1f09b3c5e7a2f1d8c40")]
    [InlineData("9223372036854775807")]
    public void A_cursor_reads_what_it_wrote(string id)
    {
        var cursor = new Cursor(DatabaseFixture.Start.AddMilliseconds(7), id);
        Assert.True(Cursor.TryRead(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("***")]
    [InlineData("a")]
    [InlineData("raw:")]
    [InlineData("raw:12")]
    [InlineData("raw:12 ")]
    [InlineData("raw:-12 x")]
    [InlineData("raw:x y")]
    [InlineData("raw:1 2 3")]
    [InlineData("raw:1 \0")]
    [InlineData("raw:1 66d4a1f09b3c5e7a2f1d8c4\0")]
    [InlineData("raw:1 66D4A1F09B3C5E7A2F1D8C40")]
    [InlineData("raw:1 \ufffd")]
    [InlineData("raw:1 é")]
    [InlineData("raw:1 0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c900")]
    [InlineData("raw:9223372036854775807 x")]
    [InlineData("raw:99999999999999999999 x")]
    public void Anything_else_is_no_cursor(string? text)
    {
        if (text is ['r', 'a', 'w', ':', .. var raw])
            text = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(raw));
        Assert.False(Cursor.TryRead(text, out _));
    }

    [Fact]
    public void A_long_text_is_no_cursor() =>
        Assert.False(Cursor.TryRead(new Cursor(DatabaseFixture.Start, new string('a', 200)).ToString(), out _));
}
