namespace Dhmad.Domain.Tests;

public sealed class UuidTextTests
{
    private const string Written = "0b7e3a52-1f0d-7c11-8a3b-2f4d5e6a7b8c";

    [Theory]
    [InlineData(Written, true)]
    [InlineData("0B7E3A52-1F0D-7C11-8A3B-2F4D5E6A7B8C", true)]
    [InlineData(" " + Written, false)]
    [InlineData(Written + " ", false)]
    [InlineData(Written + "\n", false)]
    [InlineData("\u00a0" + Written, false)]
    [InlineData("\u3000" + Written, false)]
    [InlineData("+b7e3a52-1f0d-7c11-8a3b-2f4d5e6a7b8c", false)]
    [InlineData("0b7e3a52-+f0d-7c11-8a3b-2f4d5e6a7b8c", false)]
    [InlineData("0b7e3a521f0d7c118a3b2f4d5e6a7b8c", false)]
    [InlineData("{" + Written + "}", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_id_is_36_characters_and_nothing_around_them(string? text, bool isOne)
    {
        Assert.Equal(isOne, UuidText.TryRead(text, out var id));
        if (isOne) Assert.Equal(Guid.Parse(Written), id);
    }
}
