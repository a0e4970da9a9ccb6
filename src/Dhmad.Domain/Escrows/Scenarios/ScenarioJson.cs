using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>How a scenario that was made is shown.</summary>
public static class ScenarioJson
{
    private const int UsualBytes = 64 * 1024;

    /// <summary>
    /// The 201 body: the people, the escrows as each is read, and where their parties find them, in the same order.
    /// </summary>
    public static byte[] Made(MadeScenario made, string publicUrl)
    {
        var json = new JsonText(UsualBytes).Object().Array("users");
        foreach (var user in made.Users) DeveloperJson.Write(json, user.ToPerson());
        json.EndArray().Array("escrows");
        foreach (var escrow in made.Escrows) EscrowObject.Write(json, escrow);
        json.EndArray().Array("urls");
        foreach (var escrow in made.Escrows) json.Text(EscrowJson.Url(escrow.Id, publicUrl));
        return json.EndArray().End().ToBytes();
    }
}

/// <summary>What came of a plan.</summary>
public sealed record MadeScenario(IReadOnlyList<User> Users, IReadOnlyList<Escrow> Escrows);
