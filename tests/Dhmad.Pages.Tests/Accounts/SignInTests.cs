using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Accounts;

public class SignInTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_mailed_code_signs_in_and_names_are_asked_once()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var email = NewAddress();
        var page = await AskAsync(person, email.ToUpperInvariant());
        Assert.Contains(email, page.Text, StringComparison.Ordinal);
        page = await person.SubmitAsync(page.FormWith("code").With("code", await CodeAsync(email)));
        Assert.Contains("What is your name?", page.Text, StringComparison.Ordinal);
        page = await person.SubmitAsync(page.FormWith("firstName").With("firstName", "Amel").With("lastName", "Trabelsi"));
        Assert.Contains($"You are signed in as {email}", page.Text, StringComparison.Ordinal);

        await person.SubmitAsync(page.Form("/logout"));
        site.Time!.Advance(TimeSpan.FromMinutes(1));
        page = await AskAsync(person, email);
        page = await person.SubmitAsync(page.FormWith("code").With("code", await CodeAsync(email)));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_is_the_same_whether_or_not_the_address_has_a_user()
    {
        await using var shop = await site.OpenShopAsync();
        using var first = new Visitor(site);
        using var second = new Visitor(site);
        var known = await AskAsync(first, shop.Buyer);
        var unknown = await AskAsync(second, "nobody.at.all@example.tn");
        Assert.Equal(
            known.Text.Replace(shop.Buyer, "x", StringComparison.Ordinal),
            unknown.Text.Replace("nobody.at.all@example.tn", "x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_code_can_be_tried_five_times_and_then_no_more()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var page = await AskAsync(person, shop.Buyer);
        var code = await CodeAsync(shop.Buyer);
        var wrong = code == "123456" ? "654321" : "123456";
        foreach (var words in new[] { "4 tries are left", "3 tries are left", "2 tries are left", "One try is left", "can no longer be used" })
        {
            page = (await person.PostAsync(page.FormWith("code").With("code", wrong))).Expect(422);
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        }

        page = (await person.PostAsync(page.FormWith("code").With("code", code))).Expect(422);
        Assert.DoesNotContain("dhmad_user", person.Cookies);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("abcdef")]
    [InlineData("١٢٣٤٥٦")]
    [InlineData("1234567890123")]
    public async Task Something_that_is_no_code_costs_no_try(string typed)
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var page = await AskAsync(person, shop.Buyer);
        var told = (await person.PostAsync(page.FormWith("code").With("code", typed))).Expect(422);
        Assert.Contains("Enter the 6 digits", told.Text, StringComparison.Ordinal);
        var code = await CodeAsync(shop.Buyer);
        var spaced = $" {code[..3]} {code[3..]} ";
        (await person.PostAsync(told.FormWith("code").With("code", spaced))).Expect(303);
    }

    [Fact]
    public async Task A_code_works_only_in_the_browser_that_asked_only_once_and_only_for_ten_minutes()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        using var thief = new Visitor(site);
        var page = await AskAsync(person, shop.Buyer);
        var code = await CodeAsync(shop.Buyer);
        var theirs = await AskAsync(thief, shop.Buyer);
        (await thief.PostAsync(theirs.FormWith("code").With("code", code))).Expect(422);

        (await person.PostAsync(page.FormWith("code").With("code", code))).Expect(303);
        await person.SubmitAsync((await person.GetAsync("/login")).Form("/logout"));
        site.Time!.Advance(TimeSpan.FromMinutes(2));
        page = await AskAsync(person, shop.Buyer);
        (await person.PostAsync(page.FormWith("code").With("code", code))).Expect(422);
        code = await CodeAsync(shop.Buyer);
        site.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("can no longer be used", (await person.PostAsync(page.FormWith("code").With("code", code))).Expect(422).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_code_within_a_minute_waits()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var page = await AskAsync(person, shop.Buyer);
        var code = await CodeAsync(shop.Buyer);
        var told = (await person.PostAsync(page.Forms.First(form => form.Fields.ContainsKey("email")))).Expect(429);
        Assert.Contains("wait a little", told.Text, StringComparison.Ordinal);
        (await person.PostAsync(told.FormWith("code").With("code", code))).Expect(303);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sami")]
    [InlineData("sami@")]
    [InlineData("sami@example")]
    [InlineData("sämi@example.tn")]
    [InlineData("<script>@example.tn")]
    [InlineData("a@b.tn\r\nBcc: c@d.tn")]
    public async Task What_is_no_address_is_said_and_shown_again(string typed)
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var form = (await person.GetAsync("/login")).FormWith("email");
        var told = (await person.PostAsync(form.With("email", typed))).Expect(422);
        Assert.Contains("Enter an e-mail address", told.Text, StringComparison.Ordinal);
        Assert.Equal(typed, told.FormWith("email").Fields["email"]);
        Assert.DoesNotContain("<script>", told.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example")]
    [InlineData("/%0d%0aSet-Cookie:x", true)]
    [InlineData("/checkout/x\r\nSet-Cookie: x=y")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    public async Task Signing_in_and_out_leads_to_own_paths_only(string next, bool isOwn = false)
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var page = await person.GetAsync("/login?next=" + Uri.EscapeDataString(next));
        page = await person.SubmitAsync(page.FormWith("email").With("email", shop.Buyer).With("next", next));
        var signedIn = await person.FollowAsync(person.PostAsync(page.FormWith("code").With("code", await CodeAsync(shop.Buyer)).With("next", next)));
        if (!isOwn) Assert.Contains("You are signed in", signedIn.Text, StringComparison.Ordinal);
        var again = await person.GetAsync("/login?next=" + Uri.EscapeDataString(next));
        if (!isOwn) again.Expect(200);
        var login = await person.GetAsync("/login");
        var signedOut = (await person.PostAsync(login.Form("/logout").With("next", next))).Expect(303);
        Assert.StartsWith(site.Url + "/", signedOut.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("x", person.Cookies);
    }

    [Fact]
    public async Task Signing_in_leads_on_to_where_one_came_from()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        var page = await person.GetAsync("/login?next=%2Fdashboard%3Fstatus%3Dpaid");
        page = await person.SubmitAsync(page.FormWith("email").With("email", shop.Buyer));
        var entered = (await person.PostAsync(page.FormWith("code").With("code", await CodeAsync(shop.Buyer)))).Expect(303);
        var on = (await person.GetAsync(entered.Location!)).Expect(303);
        Assert.Equal(site.Url + "/dashboard?status=paid", on.Location);
    }

    [Fact]
    public async Task Signing_out_ends_the_cookie_itself_and_every_sign_in_gets_another()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        await SignInAsync(person, shop.Buyer);
        var cookie = person.Cookie("dhmad_user");
        var page = await person.GetAsync("/login");
        Assert.Contains("httponly", page.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        await person.PostAsync(page.Form("/logout"));
        Assert.DoesNotContain("dhmad_user", person.Cookies);

        using var thief = new Visitor(site);
        thief.SetCookie("dhmad_user", cookie);
        Assert.True((await thief.GetAsync("/login")).Has("email"));
        site.Time!.Advance(TimeSpan.FromMinutes(2));
        await SignInAsync(person, shop.Buyer);
        Assert.NotEqual(cookie, person.Cookie("dhmad_user"));
    }

    [Fact]
    public async Task A_sign_in_lasts_twelve_hours_from_its_last_use()
    {
        await using var shop = await site.OpenShopAsync();
        using var person = new Visitor(site);
        await SignInAsync(person, shop.Buyer);
        site.Time!.Advance(TimeSpan.FromHours(11));
        Assert.Contains("You are signed in", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
        site.Time.Advance(TimeSpan.FromHours(11));
        Assert.Contains("You are signed in", (await person.GetAsync("/login")).Text, StringComparison.Ordinal);
        site.Time.Advance(TimeSpan.FromHours(12));
        Assert.True((await person.GetAsync("/login")).Has("email"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("' OR 1=1 --")]
    public async Task A_made_up_cookie_is_nobody(string value)
    {
        using var person = new Visitor(site);
        person.SetCookie("dhmad_user", Uri.EscapeDataString(value));
        person.SetCookie("dhmad_code", Uri.EscapeDataString(value));
        person.SetCookie("dhmad_visitor", Uri.EscapeDataString(value));
        Assert.True((await person.GetAsync("/login")).Expect(200).Has("email"));
    }

    private async Task SignInAsync(Visitor person, string email)
    {
        var page = await AskAsync(person, email);
        (await person.PostAsync(page.FormWith("code").With("code", await CodeAsync(email)))).Expect(303);
    }

    private static async Task<Page> AskAsync(Visitor person, string email) =>
        (await person.SubmitAsync((await person.GetAsync("/login")).FormWith("email").With("email", email))).Expect(200);

    private async Task<string> CodeAsync(string email) => (await site.NextMailAsync(email)).Code!;

    private static string NewAddress() => $"new.{Guid.NewGuid():N}@example.tn";
}
