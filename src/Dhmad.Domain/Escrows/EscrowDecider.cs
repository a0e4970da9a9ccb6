using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows.Effects;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// Judges one action on one escrow: what follows from it, or why not. Pure: times, ids and settings come in, and the
/// answer says everything that must be committed.
/// </summary>
public static class EscrowDecider
{
    /// <summary>Row 1: an escrow from a body that is valid in form.</summary>
    public static Result<Decision> Create(
        string escrowId, NewEscrow input, CreationFacts facts, DecisionContext context)
    {
        var terms = EscrowTerms.Create(input, facts, context.Settings);
        if (terms.IsRefused) return terms.Refusal;

        var row = EscrowRules.Of(EscrowAction.Create)[0];
        var created = NewEscrows.Of(escrowId, terms.Value, input, facts, context);
        var (after, events) = EscrowEvents.Raise(row, null, created, facts.AssociatedUser, context);
        return new Decision(row.Number, after, events, null) { Closes = false };
    }

    /// <summary>Every other row. Clock rows that are due must have been applied before.</summary>
    /// <exception cref="InvalidOperationException">
    /// A fault of the caller's code: a wrong door, a clock row that is not due, an action without what it needs.
    /// </exception>
    public static Result<Decision> Decide(Escrow escrow, ActionRequest request, DecisionContext context) =>
        Judge(Question.Of(escrow, request, JudgedAt.Taking, context));

    /// <summary>The same checks at session creation, without those that only a submission can pass.</summary>
    public static Refusal? CheckSession(
        Escrow escrow, EscrowAction action, string targetEmail, PartyFacts facts, DecisionContext context)
    {
        EscrowDoors.Require(action, Door.Session);
        var target = new Caller(Door.Session, new Person(null, targetEmail));
        return EscrowRefusals.Judge(
            new Question(escrow, action, target, new ActionInput { Facts = facts }, JudgedAt.Opening, context));
    }

    internal static Result<Decision> Judge(Question question)
    {
        EscrowDoors.Require(question.Action, question.By.Door);
        if (question.By.Door == Door.Clock)
        {
            if (!EscrowClock.IsDue(question)) throw new InvalidOperationException($"{question.Action} is not due.");
        }
        else if (EscrowRefusals.Judge(question) is { } refusal)
        {
            return refusal;
        }

        var row = EscrowRules.RowFor(question)
            ?? throw new InvalidOperationException($"{question.Action} was taken without a choice it has.");
        return Follow(row, question);
    }

    private static Decision Follow(EscrowRow row, Question question)
    {
        var (before, context) = (question.Escrow, question.Outside);
        var changed = EscrowEffects.Of(row, question);
        if (ReferenceEquals(changed, before)) return new Decision(0, before, [], null) { Closes = false };

        var (after, events) = EscrowEvents.Raise(row, before, changed, question.By.User, context);
        return new Decision(row.Number, after, events, Move(row, question, after, events)) { Closes = row.Closes };
    }

    private static LedgerTransaction? Move(EscrowRow row, Question question, Escrow after, EscrowEvent[] events)
    {
        if (row.Money is not { } movement) return null;
        var (context, paid) = (question.Outside, question.Input.Payment);
        var entries = movement switch
        {
            Movement.Hold => Movements.Hold(after, after.PaidWith!, paid?.Payer.Id),
            Movement.Release => Movements.Release(after),
            Movement.Refund => Movements.Refund(after),
            Movement.Split => Movements.Split(after, SplitShare.Of(after.Terms, question.Input.SellerGrossTnd!.Value)),
            _ => throw new InvalidOperationException($"No row of the table moves money as {movement}."),
        };

        // Money belongs to the change of status, which every row that moves some raises exactly once.
        var cause = Array.Find(events, raised => raised.Type == EventTypes.StatusUpdated)!;
        return new LedgerTransaction(
            context.Ids.NewId(context.RealTime),
            movement,
            context.Now,
            entries,
            after.Id,
            cause.Sequence,
            movement == Movement.Hold ? paid?.Id ?? question.Escrow.OpenPayment?.Id : null);
    }
}
