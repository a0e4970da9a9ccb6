using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dhmad.Api.Pages.Language;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Ledger;

namespace Dhmad.Pages.Tests.Language;

public partial class TextsTests
{
    private static readonly Texts English = Texts.In("en");

    /// <summary>Refusals of creation reach developers only.</summary>
    private static readonly string[] ForDevelopers =
    [
        "VALIDATION_FAILED", "INSTANT_SELLER_NOT_ALLOWED", "AUTO_SIGN_NOT_APPLICABLE", "FULFILLMENT_POLICY_NOT_APPLICABLE",
        "AUTO_SIGN_SELLER_ONLY", "SIGNATURE_NOT_CONFIGURED", "DEVELOPER_FEE_NOT_ALLOWED", "BUYER_IS_SELLER", "FX_RATE_MISSING",
        "DAILY_LIMIT_REACHED",
    ];

    [Fact]
    public void Every_refusal_that_can_reach_a_person_has_words_for_them()
    {
        var codes = RefusalCodes.All.Select(code => code.Code).Except(ForDevelopers)
            .Append("NO_REDIRECT_URLS_CONFIGURED").Append("REDIRECT_URL_MUST_BE_HTTPS").Append("REDIRECT_URL_NOT_ALLOWED")
            .Append(CheckoutRefusals.TooManyOpen.Code).Append(CheckoutRefusals.UnderReview.Code)
            .Append("ASSOCIATION_LINK_EXPIRED").Append("ALREADY_ASSOCIATED").Append("USER_ASSOCIATED_ELSEWHERE");
        Assert.All(codes, code => Assert.True(English.Explains(code), code));
    }

    [Fact]
    public void No_words_to_a_person_are_the_developers_or_name_codes()
    {
        foreach (var code in RefusalCodes.All)
        {
            var words = English.Refusal(code.Code);
            Assert.DoesNotMatch("[A-Z]{2,}_|session|API|escrow", words);
        }
    }

    [Fact]
    public void A_language_that_is_not_written_yet_is_answered_in_English() =>
        Assert.Same(English, Texts.In("ar"));

    [Theory]
    [InlineData(480_000, Currency.Tnd, "480.000 TND")]
    [InlineData(1, Currency.Tnd, "0.001 TND")]
    [InlineData(1_250_500, Currency.Tnd, "1,250.500 TND")]
    [InlineData(1_000_000_000_000, Currency.Tnd, "1,000,000,000.000 TND")]
    [InlineData(25_075, Currency.Usd, "250.75 USD")]
    [InlineData(10_000, Currency.Eur, "100.00 EUR")]
    public void Amounts_have_all_decimals_of_their_currency_and_its_code(long minor, Currency currency, string shown) =>
        Assert.Equal($"<bdi class=\"money\">{shown}</bdi>", English.Amounts.Of(minor, currency).Value);

    [Theory]
    [InlineData(500, "5%")]
    [InlineData(250, "2.5%")]
    [InlineData(1, "0.01%")]
    public void Percentages_have_no_needless_zeros(int basisPoints, string shown) =>
        Assert.Equal(shown, English.Amounts.Percent(basisPoints));

    [Fact]
    public void Moments_are_in_Tunis_time_and_say_so()
    {
        var newYear = new DateTimeOffset(2026, 12, 31, 23, 30, 0, TimeSpan.Zero);
        Assert.Equal("1 January 2027, 00:30 (Tunis time)", English.Moments.Full(newYear));
        Assert.Equal("00:30 (Tunis time)", English.Moments.Time(newYear));
    }

    [Fact]
    public void What_people_wrote_cannot_become_markup_or_turn_a_sentence_around()
    {
        var markup = English.Markup("return.to", "<b>سوق\u202e\"x").Value;
        Assert.Equal("Return to <bdi>&lt;b&gt;سوق\u202e&quot;x</bdi>", markup);
    }

    [Fact]
    public void Pages_say_nothing_that_is_not_in_the_resources()
    {
        var offences =
            from file in Files("*.razor")
            from Match text in WordsBetweenTags().Matches(Markup(File.ReadAllText(file)))
            where !text.Value.Contains('@')
            select $"{Path.GetFileName(file)}: {text.Value.Trim()}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_text_is_used()
    {
        var source = string.Concat(Files("*.razor").Concat(Files("*.cs")).Select(File.ReadAllText));
        var prefixes = KeyPrefixes().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();
        var unused = XDocument.Load(Files("PageTexts.resx").Single()).Descendants("data")
            .Select(entry => (string)entry.Attribute("name")!)
            .Where(key => !source.Contains($"\"{key}\"", StringComparison.Ordinal))
            .Where(key => !prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Empty(unused);
    }

    private static string Markup(string razor)
    {
        var code = razor.IndexOf("@code", StringComparison.Ordinal);
        return Statements().Replace(Comments().Replace(code < 0 ? razor : razor[..code], ""), "");
    }

    private static string[] Files(string pattern, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Directory.GetFiles(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Dhmad.Api/Pages")), pattern, SearchOption.AllDirectories);

    [GeneratedRegex(@"(?<=>)[^<>{}@]*\p{L}{2,}[^<>{}@]*(?=<)")]
    private static partial Regex WordsBetweenTags();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^\s*(case [^\n]*:|default:|break;|else[^\n]*)\s*$", RegexOptions.Multiline)]
    private static partial Regex Statements();

    [GeneratedRegex(@"\$""([a-zA-Z_.]+)\{")]
    private static partial Regex KeyPrefixes();
}
