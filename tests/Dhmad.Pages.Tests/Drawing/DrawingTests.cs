using Dhmad.Api.Pages;

namespace Dhmad.Pages.Tests.Drawing;

public class DrawingTests
{
    /// <summary>When set, every page is also written there, to be looked at.</summary>
    private static readonly string? Folder = Environment.GetEnvironmentVariable("DHMAD_GALLERY");

    public static TheoryData<string> Pages => [.. Gallery.Pages.Keys];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_can_be_drawn(string page)
    {
        var html = await Gallery.Pages[page]();
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        if (Folder is not null) await File.WriteAllTextAsync(Path.Combine(Folder, page + ".html"), html.Replace(PageAssets.Stylesheet, "site.css"));
    }
}
