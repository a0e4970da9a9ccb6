namespace Dhmad.Domain.Accounts;

/// <summary>What the mails of this room say, in English; links and codes are what they are for.</summary>
public sealed class AccountMails(IdSource ids, DhmadSettings settings)
{
    /// <summary>Where a mailed association link leads.</summary>
    public string AssociationUrl(string linkToken) => $"{settings.PublicUrl}/dashboard/association/{linkToken}";

    public Mail SignInCode(string email, string code, DateTimeOffset now) => new(
        ids.NewId(now),
        email,
        "Your sign-in code",
        $"""
        Your code is {code}

        It is valid for 10 minutes, once, and only in the browser where you asked for it.
        If you did not ask for it, ignore this mail and tell nobody the code.
        """,
        [],
        code,
        now);

    public Mail Association(Developer developer, string email, string linkToken, DateTimeOffset now) => new(
        ids.NewId(now),
        email,
        $"{developer.NameFor(null)} asks to be linked to your account",
        $"""
        {developer.NameFor(null)} ({developer.Email}) asks to act for you through the API: to create escrows in your
        name, to mark deliveries, and to receive developer fees on your balance.

        If you agree, follow this link within 24 hours and confirm:
        {AssociationUrl(linkToken)}

        If you do not know them, do nothing.
        """,
        [AssociationUrl(linkToken)],
        null,
        now);
}
