using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("sami@example.tn", "sami@example.tn")]
    [InlineData("  Sami.T@Example.TN\n", "sami.t@example.tn")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@a-b.c1", "!#$%&'*+-/=?^_`{|}~@a-b.c1")]
    [InlineData("a@b.c.d.e", "a@b.c.d.e")]
    public void An_address_is_trimmed_and_lowered(string text, string expected)
    {
        Assert.True(EmailAddress.TryRead(text, out var email));
        Assert.Equal(expected, email);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sami")]
    [InlineData("@example.tn")]
    [InlineData("sami@")]
    [InlineData("sami@tn")]
    [InlineData("sami@.tn")]
    [InlineData("sami@example.")]
    [InlineData("sami@example..tn")]
    [InlineData("sami@exa_mple.tn")]
    [InlineData("a@b@example.tn")]
    [InlineData("\"a b\"@example.tn")]
    [InlineData("a b@example.tn")]
    [InlineData("a,b@example.tn")]
    [InlineData("a<b>@example.tn")]
    [InlineData("a@example.tn\r\nBcc: b@example.tn")]
    [InlineData("sami@example.tn\0")]
    [InlineData("sämi@example.tn")]
    [InlineData("sami@exämple.tn")]
    [InlineData("sami@\u212Aexample.tn")]
    [InlineData("sami@[127.0.0.1]")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(EmailAddress.TryRead(text, out var email));
        Assert.Equal("", email);
    }

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        Assert.True(EmailAddress.TryRead(new string('a', 243) + "@example.tn", out _));
        Assert.False(EmailAddress.TryRead(new string('a', 244) + "@example.tn", out _));
    }

    [Theory]
    [InlineData("sami@example.tn", "s•••@e•••.tn")]
    [InlineData("a@mail.b.example", "a•••@m•••.example")]
    public void A_mask_shows_one_letter_of_each_side(string email, string masked) =>
        Assert.Equal(masked, EmailAddress.Mask(email));
}
