using System.Security.Cryptography;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// The table as <c>GET /api/v1/rules</c> shows it; the settings' days, hours and rounds are part of it.
/// </summary>
public static class EscrowRulesJson
{
    private const int UsualBytes = 16 * 1024;

    private static readonly RowActors[] Actors =
        [RowActors.Buyer, RowActors.Seller, RowActors.Creator, RowActors.Operator, RowActors.Clock];

    private static readonly RowModes[] Modes = [RowModes.Standard, RowModes.Quick, RowModes.Instant];

    /// <summary>
    /// The whole body: the same settings give the same bytes, and <c>version</c> is the hash of all the others.
    /// </summary>
    public static byte[] Body(DhmadSettings settings)
    {
        var version = Convert.ToHexStringLower(SHA256.HashData(Content(settings, null)));
        return Content(settings, version);
    }

    /// <summary>What a row does to a deadline: which one, how, and after how long.</summary>
    public static (string Field, string Effect, int? Days, int? Hours)? Deadline(
        ClockChange change, DhmadSettings settings) =>
        change switch
        {
            ClockChange.Expiry => ("expiresAt", "set", settings.Escrows.PendingDays, null),
            ClockChange.Wait => ("expiresAt", "stop", null, null),
            ClockChange.Extend => ("expiresAt", "extend", null, settings.Payments.DepositRetryHours),
            ClockChange.Silence => ("completionDeadline", "set", settings.Escrows.CompletionDays, null),
            ClockChange.Clear => ("completionDeadline", "clear", null, null),
            ClockChange.Pause => ("completionDeadline", "stop", null, null),
            ClockChange.Resume => ("completionDeadline", "resume", null, null),
            ClockChange.Stop => ("all", "stop", null, null),
            ClockChange.Upload => ("uploadDeadline", "set", null, settings.Escrows.ProofDefaultHours),
            ClockChange.Review => ("reviewDeadline", "set", null, settings.Escrows.ProofDefaultHours),
            ClockChange.Keep => null,
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };

    /// <summary>The actors of a row, as they are called in answers.</summary>
    public static IEnumerable<string> ActorsOf(EscrowRow row) => Actors
        .Where(actor => (row.By & actor) != 0)
        .Select(actor => actor == RowActors.Creator ? Spelling.Of(ActorKind.Developer) : Spelling.Of(actor));

    /// <summary>The modes of a row; what needs a policy is a quick escrow.</summary>
    public static IEnumerable<string> ModesOf(EscrowRow row) => Modes
        .Where(mode => (row.Modes & mode) != 0 || (mode == RowModes.Quick && row.Modes == RowModes.WithProof))
        .Select(mode => Spelling.Of(mode));

    /// <summary>
    /// The conditions of a row and the guards of its action, each with the code it refuses with, if any.
    /// </summary>
    public static IEnumerable<(string Name, string? Code)> GuardsOf(EscrowRow row, DhmadSettings settings)
    {
        if (row.Modes == RowModes.WithProof) yield return ("fulfillment_policy", RefusalCodes.ProofNotApplicable.Code);
        if (row.From.Condition is { } standing) yield return (NameOf(standing, settings), null);
        foreach (var condition in row.Conditions) yield return (condition.Name, null);
        foreach (var guard in EscrowRefusals.GuardsOf(row.Action)) yield return (guard.Name, guard.Code?.Code);
    }

    private static string NameOf(Guard guard, DhmadSettings settings)
    {
        var rounds = settings.Escrows.ProofCorrectionRounds;
        if (guard == Conditions.RoundsLeft) return $"correction_rounds_below_{rounds}";
        return guard == Conditions.RoundsUsedUp ? $"correction_rounds_at_{rounds}" : guard.Name;
    }

    private static byte[] Content(DhmadSettings settings, string? version)
    {
        var json = new JsonText(UsualBytes).Object();
        if (version is not null) json.Member("version", version);
        Texts(json, "statuses", Spelling.All<EscrowStatus>());
        Texts(json, "phases", Spelling.All<ProofPhase>());
        Texts(json, "modes", Spelling.All<EscrowMode>());
        json.Array("rows");
        foreach (var row in EscrowRules.Rows) WriteRow(json, row, settings);
        json.EndArray().Array("refusals");
        foreach (var refusal in RefusalCodes.All)
            json.Object().Member("code", refusal.Code).Member("http", refusal.Http).End();
        return json.EndArray().End().ToBytes();
    }

    private static void WriteRow(JsonText json, EscrowRow row, DhmadSettings settings)
    {
        json.Object().Member("row", row.Number).Spelled("action", row.Action);
        Texts(json, "by", ActorsOf(row));
        json.Spelled("via", EscrowDoors.Of(row.Action));
        Texts(json, "modes", ModesOf(row));
        Texts(json, "from", row.From.Statuses.Select(Spelling.Of));
        Texts(json, "phases", row.From.Phases.Select(Spelling.Of));
        json.Array("guards");
        foreach (var (name, code) in GuardsOf(row, settings))
            json.Object().Member("name", name).Member("code", code).End();
        json.EndArray()
            .Member("to", row.To.Status is { } status ? Spelling.Of(status) : null)
            .Member("toPhase", row.To.Phase is { } phase ? Spelling.Of(phase) : null)
            .Member("money", row.Money is { } money ? Spelling.Of(money) : null);
        WriteDeadline(json, Deadline(row.Clock, settings));
        Texts(json, "events", row.Events);
        json.End();
    }

    private static void WriteDeadline(JsonText json, (string Field, string Effect, int? Days, int? Hours)? deadline)
    {
        if (deadline is not var (field, effect, days, hours))
        {
            json.NullMember("deadline");
            return;
        }

        json.Object("deadline").Member("field", field).Member("effect", effect);
        if (days is { } dayCount) json.Member("days", dayCount);
        if (hours is { } hourCount) json.Member("hours", hourCount);
        json.End();
    }

    private static void Texts(JsonText json, string name, IEnumerable<string> values)
    {
        json.Array(name);
        foreach (var value in values) json.Text(value);
        json.EndArray();
    }
}
