using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Security;

/// <summary>Whatever the fields hold, the answer is one of the documented ones, never a fault, and nothing was changed.</summary>
public class HostileFormTests(Site site) : IClassFixture<Site>
{
    private const int Seed = 20260901;
    private const int Posts = 240;

    private static readonly int[] Documented = [200, 303, 400, 403, 404, 409, 410, 422, 429];

    private static readonly string[] Fields =
    [
        "submissionId", "seen", "rail", "cardNumber", "cardExpiry", "cardCvc", "confirm", "challengeCode", "fullName", "agree",
        "signatureImage", "reason", "step", "next", "email", "code", "firstName", "lastName",
    ];

    private static readonly string[] Hostile =
    [
        "", " ", "yes", "0", "-1", "2147483648", "99999999999999999999", "\0", "\u001b[31m", "\r\n\r\n", "\t", "\ud83d\udca5",
        "\u202egro.live\u202c", "\u2066", "<script>alert(1)</script>", "\"><img src=x onerror=1>", "'; DROP TABLE escrows; --",
        "{{7*7}}", "${7*7}", "%00", "%0d%0aSet-Cookie:a=b", "../../../etc/passwd", "//evil.example", "data:image/png;base64,AAAA",
        "data:image/png;base64,%%%", "12/40", "123", "4242 4242 4242 4242", "sandbox_card", "wallet", "manual_transfer",
        "00000000-0000-0000-0000-000000000000", "c0ffee00-0000-4000-8000-00000000c0de", "NaN", "1e9", "true", "سامي", "ﷺ",
    ];

    [Fact]
    public async Task No_form_makes_a_fault_and_none_of_them_changes_the_escrow()
    {
        await using var shop = await site.OpenShopAsync();
        var random = new Random(Seed);
        var escrow = await shop.CreateAsync("standard");
        using var owner = new Visitor(site);
        var session = await shop.OpenAsync(escrow, "sign_contract", shop.Buyer);
        await owner.EnterAsync(session, shop.Buyer);
        var before = (await shop.EscrowAsync(escrow)).ToJsonString();

        for (var post = 0; post < Posts; post++)
        {
            if (post % 15 == 0) site.Time!.Jump(TimeSpan.FromSeconds(61)); // Else the limits answer for the forms.
            var page = (await owner.GetAsync(session.Url)).Status == 200 ? await owner.GetAsync(session.Url) : await owner.GetAsync("/login");
            var form = page.Forms[0].To(Path(random, session)).Without("agree");
            foreach (var field in Fields.Where(field => field != "agree" && random.Next(3) == 0)) form = form.With(field, Text(random));
            if (form.Action == session.Path + "/cancel") form = form.With("_csrf", "forged");

            var answer = await owner.PostAsync(form);
            Assert.True(
                Documented.Contains(answer.Status),
                $"Seed {Seed}, post {post} to {form.Action}: {answer.Status} for {string.Join(" & ", form.Fields)}");
            Assert.DoesNotContain("<script>alert", answer.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", answer.Html, StringComparison.Ordinal);
        }

        Assert.Equal(before, (await shop.EscrowAsync(escrow)).ToJsonString());
    }

    [Fact]
    public async Task Broken_and_oversized_bodies_are_answered()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await anyone.GetAsync(session.Url)).Form("/cancel");
        var large = new string('x', 600 * 1024);
        var many = string.Join('&', Enumerable.Range(0, 200).Select(i => $"f{i}=1"));

        Assert.Equal(400, (await anyone.PostAsync(form, request => request.Content = Body(many))).Status);
        Assert.Contains((await anyone.PostAsync(form, request => request.Content = Body("a=" + large))).Status, new[] { 400, 413 });
        Assert.Equal(403, (await anyone.PostAsync(form, request => request.Content = Body("%zz&=&&&a==%"))).Status);
        var multipart = new MultipartFormDataContent("x") { { new StringContent("x"), "_csrf" } };
        Assert.Equal(403, (await anyone.PostAsync(form, request => request.Content = multipart)).Status);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task A_form_may_also_come_as_multipart()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await anyone.GetAsync(session.Url)).Form("/cancel");
        var multipart = new MultipartFormDataContent();
        foreach (var (name, value) in form.Fields) multipart.Add(new StringContent(value), name);
        (await anyone.PostAsync(form, request => request.Content = multipart)).Expect(303);
    }

    private static string Path(Random random, Session session) => random.Next(6) switch
    {
        0 => "/login",
        1 => "/logout",
        2 => session.Path + "/sign-in",
        3 => session.Path + "/cancel",
        _ => session.Path,
    };

    private static string Text(Random random) => random.Next(4) switch
    {
        0 => string.Concat(Enumerable.Range(0, random.Next(1, 2500)).Select(_ => (char)random.Next(1, 0xD7FF))),
        1 => Hostile[random.Next(Hostile.Length)] + Hostile[random.Next(Hostile.Length)],
        _ => Hostile[random.Next(Hostile.Length)],
    };

    private static StringContent Body(string text) => new(text, null, "application/x-www-form-urlencoded");
}
