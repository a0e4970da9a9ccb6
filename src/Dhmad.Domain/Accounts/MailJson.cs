namespace Dhmad.Domain.Accounts;

/// <summary>The sandbox's inbox as answers show it.</summary>
public static class MailJson
{
    public static byte[] List(IReadOnlyList<Mail> mails, string? nextCursor)
    {
        var json = new JsonText().Object().Array("mails");
        foreach (var mail in mails) Write(json, mail);
        return json.EndArray().Member("nextCursor", nextCursor).End().ToBytes();
    }

    private static void Write(JsonText json, Mail mail)
    {
        json.Object().Member("id", mail.Id).Member("to", mail.To).Member("subject", mail.Subject)
            .Member("text", mail.Text).Array("links");
        foreach (var link in mail.Links) json.Text(link);
        json.EndArray().Member("code", mail.Code).Member("createdAt", mail.CreatedAt).End();
    }
}
