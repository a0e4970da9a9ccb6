using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Accounts;

/// <summary>What a developer reads about their own account.</summary>
public static class DeveloperJson
{
    public static byte[] Token(string token, DateTimeOffset expiresAt) =>
        new JsonText().Object().Member("token", token).Member("expiresAt", expiresAt).End().ToBytes();

    public static byte[] Message(string message) => new JsonText().Object().Member("message", message).End().ToBytes();

    public static byte[] Settings(DeveloperSettings settings)
    {
        var json = new JsonText().Object().Object("settings")
            .Member("applicationName", settings.ApplicationName).Member("companyName", settings.CompanyName)
            .Member("website", settings.Website).Member("contact", settings.Contact)
            .Array("redirectUrls");
        foreach (var url in settings.RedirectUrls) json.Text(url);
        return json.EndArray().End().End().ToBytes();
    }

    public static byte[] Association(Association? association, PendingAssociation? pending)
    {
        var json = new JsonText().Object();
        if (association is null) json.NullMember("association");
        else Write(json.Object("association").Name("user"), association.User).Member("since", association.Since).End();
        if (pending is null) json.NullMember("pending");
        else json.Object("pending").Member("email", pending.Email).Member("expiresAt", pending.ExpiresAt).End();
        return json.End().ToBytes();
    }

    public static byte[] HasSignature(bool hasSignature) =>
        new JsonText().Object().Member("hasSignature", hasSignature).End().ToBytes();

    public static byte[] SignatureSet(string message) =>
        new JsonText().Object().Member("message", message).Member("hasSignature", true).End().ToBytes();

    /// <summary>A user's money, amounts in millimes.</summary>
    public static byte[] Balance(Balance balance)
    {
        var json = new JsonText().Object();
        return Write(json, balance).End().ToBytes();
    }

    public static byte[] ToppedUp(string message, Balance balance)
    {
        var json = new JsonText().Object().Member("message", message);
        return Write(json, balance).End().ToBytes();
    }

    private static JsonText Write(JsonText json, Balance balance) => json.Object("balance")
        .Member("available", Money.ToTnd(balance.AvailableTnd))
        .Member("pending", Money.ToTnd(balance.PendingTnd))
        .Member("escrow", Money.ToTnd(balance.EscrowTnd))
        .End();

    internal static JsonText Write(JsonText json, Person person) => json.Object()
        .Member("_id", person.Id).Member("email", person.Email)
        .Member("firstName", person.FirstName).Member("lastName", person.LastName)
        .End();
}
