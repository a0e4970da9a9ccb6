using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class SignatureImageTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1];
    private static readonly byte[] Gif = [.. "GIF89a"u8, 1];
    private static readonly byte[] WebP = [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBPVP8 "u8];
    private static readonly byte[] Pdf = [.. "%PDF-1.7"u8];

    public static readonly TheoryData<string, byte[]> Good = new()
    {
        { "png", Png }, { "jpeg", Jpeg }, { "jpg", Jpeg }, { "gif", Gif }, { "webp", WebP },
    };

    public static readonly TheoryData<string, byte[]> Lies = new()
    {
        { "png", Jpeg }, { "jpeg", Png }, { "gif", WebP }, { "webp", Gif }, { "png", Pdf }, { "png", [] },
        { "webp", [.. "RIFF"u8] }, { "svg+xml", [.. "<svg/>"u8] }, { "PNG", Png }, { "bmp", Png },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void A_developer_may_store_five_types(string type, byte[] content)
    {
        Assert.True(SignatureImage.TryReadOfDeveloper(DataUri(type, content), out var image, out var why));
        Assert.Equal(content, image);
        Assert.Null(why);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void Content_that_is_not_its_type_is_refused(string type, byte[] content)
    {
        Assert.False(SignatureImage.TryReadOfDeveloper(DataUri(type, content), out var image, out var why));
        Assert.Null(image);
        Assert.NotEmpty(why);
    }

    [Fact]
    public void On_the_signing_page_only_PNG_is_taken()
    {
        Assert.True(SignatureImage.TryReadOfCheckout(DataUri("png", Png), out _, out _));
        Assert.False(SignatureImage.TryReadOfCheckout(DataUri("gif", Gif), out _, out _));
    }

    [Fact]
    public void The_limit_of_150_KiB_is_inclusive()
    {
        byte[] largest = [.. Png, .. new byte[150 * 1024 - Png.Length]];
        Assert.True(SignatureImage.TryReadOfDeveloper(DataUri("png", largest), out _, out _));
        Assert.False(SignatureImage.TryReadOfDeveloper(DataUri("png", [.. largest, 0]), out _, out var why));
        Assert.Equal("must be at most 150 KiB", why);
        Assert.False(SignatureImage.TryReadOfDeveloper(DataUri("png", [.. largest, 0, 0, 0, 0]), out _, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("iVBORw0KGgo=")]
    [InlineData("data:image/png,iVBORw0KGgo=")]
    [InlineData("data:image/png;charset=utf-8;base64,iVBORw0KGgo=")]
    [InlineData("data:image/png;base64,iVBORw0KGgo")]
    [InlineData("data:image/png;base64,iVBO Rw0KGgo=")]
    [InlineData("data:image/png;base64,iVBORw0KGgo=\n")]
    [InlineData("data:image/png;base64,iVBORw0KGg-_")]
    public void Other_forms_are_refused(string? text) =>
        Assert.False(SignatureImage.TryReadOfDeveloper(text, out _, out _));

    [Fact]
    public void Files_are_recognised_by_their_first_bytes()
    {
        Assert.Equal(
            ["application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", null],
            new[] { Pdf, Png, Jpeg, Gif, WebP, [.. "MZ"u8] }.Select(content => MediaType.Of(content)));
    }

    private static string DataUri(string type, byte[] content) =>
        $"data:image/{type};base64,{Convert.ToBase64String(content)}";
}
