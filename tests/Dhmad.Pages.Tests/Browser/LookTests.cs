using Dhmad.Api.Pages;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Pages.Tests.Drawing;
using Microsoft.Playwright;

namespace Dhmad.Pages.Tests.Browser;

/// <summary>Every page in every state, measured in a browser: it fits, it can be read, it can be hit (WCAG 2.2 AA).</summary>
public class LookTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Text against what is painted behind it (1.4.3): elements whose contrast is too low.</summary>
    private const string LowContrast = """
        () => {
          const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          const parts = color => color.match(/[\d.]+/g).map(Number);
          const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          const behind = element => {
            for (let node = element; node; node = node.parentElement) {
              const color = parts(getComputedStyle(node).backgroundColor);
              if (color.length === 3 || color[3] > 0.99) return color;
            }
            return [255, 255, 255];
          };
          const bad = [];
          for (const element of document.querySelectorAll('body *')) {
            const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
            if (!own || !element.getClientRects().length || element.closest('svg, .hidden')) continue;
            const style = getComputedStyle(element);
            const [one, two] = [luminance(parts(style.color)), luminance(behind(element))];
            const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
            const size = parseFloat(style.fontSize);
            const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
            if (ratio < (large ? 3 : 4.5)) bad.push(ratio.toFixed(2) + ' ' + element.outerHTML.slice(0, 120));
          }
          return bad;
        }
        """;

    /// <summary>What can be hit is at least 24 by 24 pixels (2.5.8); links inside a sentence are exempt.</summary>
    private const string SmallTargets = """
        () => [...document.querySelectorAll('a, button, input:not([type=hidden]), textarea, summary')]
          .filter(element => element.getClientRects().length && !element.matches('.skip'))
          .filter(element => { const box = element.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
          .map(element => element.outerHTML.slice(0, 120))
        """;

    /// <summary>Fields without a name, ids twice, references to nothing, levels of headings skipped.</summary>
    private const string Flaws = """
        () => {
          const bad = [];
          for (const field of document.querySelectorAll('input:not([type=hidden]), textarea'))
            if (!field.labels.length) bad.push('no label: ' + field.outerHTML);
          const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
          bad.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => 'twice: ' + id));
          for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
            for (const id of (element.getAttribute('aria-describedby') ?? element.getAttribute('aria-labelledby')).split(' '))
              if (!ids.includes(id)) bad.push('refers to nothing: ' + id);
          for (const link of document.querySelectorAll('a[href^="#"]'))
            if (!ids.includes(link.hash.slice(1))) bad.push('leads nowhere: ' + link.hash);
          const levels = [...document.querySelectorAll('h1, h2, h3')].map(heading => +heading.tagName[1]);
          if (levels.filter(level => level === 1).length !== 1) bad.push('not one h1');
          levels.reduce((last, level) => { if (level > last + 1) bad.push('skips to h' + level); return level; }, 0);
          return bad;
        }
        """;

    [BrowserFact]
    public Task Every_text_can_be_read_in_the_light() => EveryPageAsync(Chromium.Phone, ColorScheme.Light, LowContrast);

    [BrowserFact]
    public Task Every_text_can_be_read_in_the_dark() => EveryPageAsync(Chromium.Phone, ColorScheme.Dark, LowContrast);

    [BrowserFact]
    public Task Whatever_can_be_hit_is_large_enough() => EveryPageAsync(Chromium.Phone, ColorScheme.Light, SmallTargets);

    [BrowserFact]
    public Task Every_field_has_a_label_and_every_reference_its_end() => EveryPageAsync(Chromium.Desk, ColorScheme.Light, Flaws);

    /// <summary>At which side of its block each paragraph begins.</summary>
    private const string Sides = """
        () => [...document.querySelectorAll('.description, .contract-text, blockquote')].flatMap(block => {
          const style = getComputedStyle(block);
          const box = block.getBoundingClientRect();
          const text = block.firstChild;
          let start = 0;
          return text.data.split('\n').map(paragraph => {
            const range = document.createRange();
            range.setStart(text, start);
            range.setEnd(text, start + paragraph.length);
            start += paragraph.length + 1;
            const line = range.getBoundingClientRect();
            const left = line.left - box.left - parseFloat(style.paddingLeft) - parseFloat(style.borderLeftWidth);
            const right = box.right - line.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth);
            return left < 1 && right > 1 ? 'left' : right < 1 && left > 1 ? 'right' : `${left} ${right}`;
          });
        })
        """;

    [BrowserFact]
    public async Task Each_paragraph_that_people_wrote_begins_where_its_own_script_begins()
    {
        var page = await chromium.SomebodyAsync();
        var sheet = await chromium.Site.TextAsync(PageAssets.Stylesheet);
        const string words = "Velo Souk sells one bike.\nيسلم البائع الدراجة.\nThe buyer pays.\nيدفع المشتري الثمن.";
        foreach (var action in new[] { EscrowAction.SignContract, EscrowAction.AcceptCancellation })
        {
            var html = await Gallery.Written(action, words);
            await page.SetContentAsync(html.Replace("</head>", $"<style>{sheet}</style></head>", StringComparison.Ordinal));
            await Chromium.PictureAsync(page, $"12-two-scripts-{Spelling.Of(action)}");
            Assert.Equal(
                ["left", "right", "left", "right", "left", "right", "left", "right"], await page.EvaluateAsync<string[]>(Sides));
        }
    }

    [BrowserFact]
    public async Task No_page_is_wider_than_its_window()
    {
        const string tooWide = "() => document.documentElement.scrollWidth > innerWidth ? [document.documentElement.scrollWidth + ' px'] : []";
        foreach (var width in new[] { 320, Chromium.Phone, 768, Chromium.Desk }) await EveryPageAsync(width, ColorScheme.Light, tooWide);
    }

    private async Task EveryPageAsync(int width, ColorScheme scheme, string script)
    {
        var page = await chromium.SomebodyAsync(width, scheme: scheme);
        var sheet = await chromium.Site.TextAsync(PageAssets.Stylesheet);
        var found = new List<string>();
        foreach (var (name, draw) in Gallery.Pages)
        {
            var html = (await draw()).Replace("</head>", $"<style>{sheet}</style></head>", StringComparison.Ordinal);
            await page.SetContentAsync(html);
            found.AddRange((await page.EvaluateAsync<string[]>(script)).Select(flaw => $"{name}: {flaw}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
