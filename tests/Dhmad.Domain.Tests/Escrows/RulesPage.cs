using System.Globalization;
using System.Text;
using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Renders <c>docs/escrow-rules.md</c> from the table.</summary>
internal static class RulesPage
{
    public static string Render(DhmadSettings settings)
    {
        var page = new StringBuilder("""
            # What an escrow can do

            Rendered from `src/Dhmad.Domain/Escrows/EscrowRules.cs` and `EscrowRefusals.cs`; a test keeps it current. The same
            rows are behind `GET /api/v1/rules`, the `next` block of an escrow and the buttons of the pages.

            ## Rows
            Events appear in this order, each only if what it tells did happen. A row that closes the escrow also ends all its
            clocks, cancels its pending checkout sessions and closes a pending cancellation request.

            | # | Action | Who | Via | Modes | From | If | To | Money | Deadline | Events |
            |---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var row in EscrowRules.Rows) page.Append(RowLine(row, settings));

        page.Append("""

            ## Guards
            After mode, party, "already done" and status, these are checked from left to right; the first that fails refuses.

            | Action | Guards |
            |---|---|

            """);
        foreach (var action in Enum.GetValues<EscrowAction>())
        {
            var guards = EscrowRefusals.GuardsOf(action);
            if (guards.Count == 0) continue;
            page.Append($"| `{Spelling.Of(action)}` | {Codes(guards.Select(guard => guard.Code!.Code))} |\n");
        }

        page.Append("""

            ## Refusals
            At session creation every one of them is a 400.

            | Code | HTTP | Developers are told |
            |---|---|---|

            """);
        foreach (var code in RefusalCodes.All) page.Append($"| `{code.Code}` | {code.Http} | {code.Message} |\n");
        return page.ToString();
    }

    private static string RowLine(EscrowRow row, DhmadSettings settings)
    {
        string[] cells =
        [
            row.Number.ToString(CultureInfo.InvariantCulture),
            $"`{Spelling.Of(row.Action)}`",
            string.Join(", ", EscrowRulesJson.ActorsOf(row)),
            Spelling.Of(EscrowDoors.Of(row.Action)),
            ModesOf(row),
            Standing(row.From),
            string.Join(", ", ConditionsOf(row, settings)),
            Standing(row.To),
            row.Money is { } money ? Spelling.Of(money) : "",
            Deadline(row, settings),
            Codes(row.Events),
        ];
        return $"| {string.Join(" | ", cells)} |\n";
    }

    private static string ModesOf(EscrowRow row) => row.Modes switch
    {
        RowModes.All => "all",
        RowModes.WithProof => "quick with policy",
        _ => string.Join(", ", EscrowRulesJson.ModesOf(row)),
    };

    private static string Standing(Standing standing)
    {
        var statuses = standing.Statuses.Count == Enum.GetValues<EscrowStatus>().Length
            ? "any"
            : string.Join(", ", standing.Statuses.Select(Spelling.Of));
        return standing.Phases.Count == 0 ? statuses : $"{statuses}: {string.Join(", ", standing.Phases.Select(Spelling.Of))}";
    }

    private static IEnumerable<string> ConditionsOf(EscrowRow row, DhmadSettings settings) => EscrowRulesJson
        .GuardsOf(row, settings)
        .Where(guard => guard.Code is null)
        .Select(guard => guard.Name.Replace('_', ' '));

    private static string Deadline(EscrowRow row, DhmadSettings settings)
    {
        if (EscrowRulesJson.Deadline(row.Clock, settings) is not var (field, effect, days, hours)) return "";
        var time = days is not null ? $" {days} d" : hours is not null ? $" {hours} h" : "";
        return $"{effect} {field}{time}";
    }

    private static string Codes(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
