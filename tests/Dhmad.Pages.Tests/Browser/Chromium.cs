using Dhmad.Pages.Tests.Kit;
using Microsoft.Playwright;

namespace Dhmad.Pages.Tests.Browser;

/// <summary>Debian's Chromium, and a site that runs on the machine's time, as browsers do.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Program = "/usr/bin/chromium";

    public const int Phone = 360;
    public const int Desk = 1280;

    private const int Height = 900;

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Where screenshots go; nowhere when it is not set.</summary>
    private static readonly string? Album = Environment.GetEnvironmentVariable("DHMAD_SCREENSHOTS");

    private IPlaywright? playwright;
    private IBrowser browser = null!;

    public Site Site { get; } = new RealTimeSite();

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program) && !BrowserFactAttribute.IsCi) return;
        await Site.InitializeAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (playwright is null) return;
        await browser.DisposeAsync();
        playwright.Dispose();
        await Site.DisposeAsync();
    }

    /// <summary>Somebody at a browser of their own.</summary>
    public async Task<IPage> SomebodyAsync(int width = Desk, bool script = true, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = Height },
            JavaScriptEnabled = script,
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    /// <summary>Keeps a picture of the whole page at both widths.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Album is null) return;
        foreach (var width in new[] { Phone, Desk })
        {
            await page.SetViewportSizeAsync(width, Height);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Album, $"{name}-{width}.png"), FullPage = true });
        }
    }

    private sealed class RealTimeSite : Site
    {
        public RealTimeSite() => Time = null;
    }
}
