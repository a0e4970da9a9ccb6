namespace Dhmad.Domain.Escrows;

/// <summary>The clocks of an escrow.</summary>
public static class EscrowClock
{
    private static readonly EscrowRow[] ClockRows = [.. EscrowRules.Rows.Where(row => row.By == RowActors.Clock)];

    /// <summary>The earliest running clock and its row's action, ties in table order; null when none runs.</summary>
    public static Deadline? Next(Escrow escrow)
    {
        Deadline? next = null;
        foreach (var row in ClockRows)
        {
            if (AtOf(row.Action, escrow) is not { } at || !Runs(row, escrow)) continue;
            if (next is null || at < next.Value.At) next = new Deadline(at, row.Action);
        }

        return next;
    }

    /// <summary>Whether this action of the clock is the one that is due.</summary>
    internal static bool IsDue(Question question) =>
        Next(question.Escrow) is { } next && next.Then == question.Action && next.IsDue(question.Now);

    private static bool Runs(EscrowRow row, Escrow escrow) =>
        row.Applies(Question.Shown(escrow, row.Action, Caller.Clock));

    private static DateTimeOffset? AtOf(EscrowAction action, Escrow escrow) => action switch
    {
        EscrowAction.Expire => escrow.Status == EscrowStatus.Pending ? escrow.ExpiresAt : null,
        EscrowAction.CompleteBySilence => escrow.CompletionDeadline,
        EscrowAction.AcceptProofBySilence => escrow.Proof?.ReviewDeadline,
        EscrowAction.ExpireProof => escrow.Proof?.UploadDeadline,
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
