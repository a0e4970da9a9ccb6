using System.Text;
using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

/// <summary>Answers, byte for byte as the specification shows them.</summary>
public sealed class AccountJsonTests
{
    private static readonly DateTimeOffset Made = new(2026, 8, 20, 10, 0, 0, TimeSpan.Zero);

    private static readonly ApiKey Key = new()
    {
        Id = "66d4a0c19b3c5e7a2f1d8c02",
        DeveloperId = "66d4a0c19b3c5e7a2f1d8c00",
        Name = "Shop server",
        KeyPrefix = "sk_live_4be01f",
        Environment = DeploymentEnvironment.Live,
        IsActive = true,
        LastUsedAt = new DateTimeOffset(2026, 9, 1, 8, 29, 0, TimeSpan.Zero),
        RateLimit = 100,
        Metadata = new Dictionary<string, string> { ["appName"] = "Velo Souk" },
        CreatedAt = Made,
    };

    private static readonly Developer Developer = new()
    {
        Id = "66d4a0c19b3c5e7a2f1d8c00",
        Email = "dev@example.tn",
        Settings = new DeveloperSettings(CompanyName: "Velo Souk SARL"),
        CreatedAt = Made,
    };

    [Fact]
    public void Me_is_the_key_and_its_developer() => Equal(
        """
        {"apiKey":{"id":"66d4a0c19b3c5e7a2f1d8c02","name":"Shop server","keyPrefix":"sk_live_4be01f","environment":"live","isActive":true,"lastUsedAt":"2026-09-01T08:29:00.000Z","expiresAt":null,"rateLimit":100,"metadata":{"appName":"Velo Souk"},"createdAt":"2026-08-20T10:00:00.000Z"},"developer":{"id":"66d4a0c19b3c5e7a2f1d8c00","email":"dev@example.tn","companyName":"Velo Souk SARL"}}
        """,
        new ApiKeyJson(50).Me(Key, Developer));

    [Fact]
    public void A_key_without_a_limit_of_its_own_shows_the_deployments() => Assert.Contains(
        "\"rateLimit\":50,\"metadata\":{}",
        Encoding.UTF8.GetString(new ApiKeyJson(50).List([Key with { RateLimit = null, Metadata = new Dictionary<string, string>() }])),
        StringComparison.Ordinal);

    [Fact]
    public void Settings_that_were_never_set_are_null() => Equal(
        """
        {"settings":{"applicationName":null,"companyName":"Velo Souk SARL","website":null,"contact":null,"redirectUrls":["http://localhost:3000/callback"]}}
        """,
        DeveloperJson.Settings(Developer.Settings with { RedirectUrls = ["http://localhost:3000/callback"] }));

    [Fact]
    public void An_association_shows_the_user_and_what_is_pending()
    {
        Equal("""{"association":null,"pending":null}""", DeveloperJson.Association(null, null));
        Equal(
            """
            {"association":{"user":{"_id":"66d49f0e9b3c5e7a2f1d8b11","email":"amel@example.tn","firstName":"Amel","lastName":""},"since":"2026-08-20T10:00:00.000Z"},"pending":{"email":"sami@example.tn","expiresAt":"2026-08-20T10:00:00.000Z"}}
            """,
            DeveloperJson.Association(
                new Association(new Person("66d49f0e9b3c5e7a2f1d8b11", "amel@example.tn", "Amel"), Made),
                new PendingAssociation("sami@example.tn", Made)));
    }

    [Fact]
    public void A_balance_is_written_in_dinars() => Equal(
        """{"balance":{"available":321.5,"pending":40,"escrow":480}}""",
        DeveloperJson.Balance(new Balance(321_500, 40_000, 480_000)));

    [Fact]
    public void A_mail_shows_its_links_and_its_code() => Equal(
        """
        {"mails":[{"id":"66d4a0c19b3c5e7a2f1d8c05","to":"sami@example.tn","subject":"S","text":"a\nb","links":["http://localhost:5080/x"],"code":null,"createdAt":"2026-08-20T10:00:00.000Z"}],"nextCursor":null}
        """,
        MailJson.List(
            [new Mail("66d4a0c19b3c5e7a2f1d8c05", "sami@example.tn", "S", "a\nb", ["http://localhost:5080/x"], null, Made)], null));

    [Fact]
    public void The_code_mail_carries_the_code_and_no_link()
    {
        var mail = new AccountMails(new SeededIds(1), new DhmadSettings()).SignInCode("sami@example.tn", "042137", Made);
        Assert.Equal("042137", mail.Code);
        Assert.Contains("042137", mail.Text, StringComparison.Ordinal);
        Assert.Empty(mail.Links);
    }

    [Fact]
    public void The_association_mail_names_the_developer_and_carries_the_link()
    {
        var mail = new AccountMails(new SeededIds(1), new DhmadSettings()).Association(Developer, "sami@example.tn", "abc", Made);
        Assert.Equal("http://localhost:5080/dashboard/association/abc", Assert.Single(mail.Links));
        Assert.Contains("Velo Souk SARL", mail.Text, StringComparison.Ordinal);
        Assert.Null(mail.Code);
    }

    private static void Equal(string expected, byte[] actual) => Assert.Equal(expected.Trim(), Encoding.UTF8.GetString(actual));
}
