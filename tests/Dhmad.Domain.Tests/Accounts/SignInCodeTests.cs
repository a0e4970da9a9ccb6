using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class SignInCodeTests
{
    private const string Browser = "a browser's secret";

    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    private static readonly SignInCode Fresh = new()
    {
        Id = "66d4a1f09b3c5e7a2f1d8c40",
        Email = "sami@example.tn",
        BrowserHash = new string('b', 64),
        CodeHash = SignInCode.Hash(Browser, "042137"),
        Address = "192.0.2.1",
        CreatedAt = Start,
    };

    [Fact]
    public void Codes_are_six_digits_and_differ()
    {
        var ids = new SeededIds(1);
        var codes = Enumerable.Range(0, 500).Select(_ => SignInCode.Make(ids)).ToList();
        Assert.All(codes, code => Assert.True(SignInCode.IsWellFormed(code), code));
        Assert.True(codes.Distinct().Count() > 490);
        Assert.Contains(codes, code => code[0] == '0');
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("１２３４５６")]
    [InlineData("")]
    public void Anything_else_is_no_code(string text) => Assert.False(SignInCode.IsWellFormed(text));

    [Fact]
    public void The_right_code_signs_in_once()
    {
        var (verdict, after) = Fresh.Try(SignInCode.Hash(Browser, "042137"), Start.AddMinutes(9));
        Assert.Equal(CodeVerdict.SignedIn, verdict);
        Assert.Equal(CodeVerdict.Ended, after.Try(SignInCode.Hash(Browser, "042137"), Start.AddMinutes(9)).Verdict);
    }

    [Fact]
    public void The_right_code_of_another_browser_is_wrong() =>
        Assert.Equal(CodeVerdict.Wrong, Fresh.Try(SignInCode.Hash("another secret", "042137"), Start).Verdict);

    [Fact]
    public void A_code_lives_ten_minutes()
    {
        var right = SignInCode.Hash(Browser, "042137");
        Assert.Equal(CodeVerdict.SignedIn, Fresh.Try(right, Start.AddMinutes(10).AddMilliseconds(-1)).Verdict);
        Assert.Equal(CodeVerdict.Ended, Fresh.Try(right, Start.AddMinutes(10)).Verdict);
    }

    [Fact]
    public void The_fifth_wrong_try_ends_a_code()
    {
        var code = Fresh;
        for (var left = 4; left > 0; left--)
        {
            (var verdict, code) = code.Try(SignInCode.Hash(Browser, "111111"), Start);
            Assert.Equal((CodeVerdict.Wrong, left), (verdict, code.TriesLeft));
        }

        (var last, code) = code.Try(SignInCode.Hash(Browser, "111111"), Start);
        Assert.Equal((CodeVerdict.Ended, 0), (last, code.TriesLeft));
        Assert.Equal(CodeVerdict.Ended, code.Try(SignInCode.Hash(Browser, "042137"), Start).Verdict);
    }

    [Fact]
    public void The_next_code_comes_after_a_minute() =>
        Assert.Equal(Start.AddSeconds(60), new CodeAllowance([Start], [Start], [Start]).NextAt(Start.AddSeconds(10)));

    [Fact]
    public void Five_codes_an_hour_go_to_one_email()
    {
        var now = Start.AddMinutes(30);
        var five = Moments(5);
        Assert.True(new CodeAllowance([], Moments(4), []).NextAt(now) <= now);
        Assert.Equal(five[4].AddHours(1), new CodeAllowance([], five, []).NextAt(now));
    }

    [Fact]
    public void Twenty_codes_an_hour_are_asked_from_one_address()
    {
        var now = Start.AddMinutes(30);
        var twenty = Moments(20);
        Assert.True(new CodeAllowance([], [], Moments(19)).NextAt(now) <= now);
        Assert.Equal(twenty[19].AddHours(1), new CodeAllowance([], [], twenty).NextAt(now));
    }

    private static DateTimeOffset[] Moments(int count) =>
        [.. Enumerable.Range(0, count).Select(index => Start.AddMinutes(20).AddSeconds(-index))];
}
