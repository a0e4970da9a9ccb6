using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Payments;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// One escrow in memory. Whatever is asked is judged against the present state, committed, and only then remembered;
/// after a failed or unknown commit the grain forgets.
/// </summary>
public sealed partial class EscrowGrain(
    EscrowStore store,
    SessionStore sessions,
    SessionQueries openSessions,
    PaymentStore payments,
    EscrowFacts facts,
    EscrowTime time,
    IdSource ids,
    DhmadSettings settings,
    ILogger<EscrowGrain> log) : LeavingGrain, IEscrowGrain
{
    public async Task<EscrowView?> Read() =>
        await PresentAsync() is { } present ? new EscrowView(present, NowOf(present)) : null;

    public async Task<Refusal?> Check(EscrowAction action, string targetEmail)
    {
        if (await PresentAsync() is not { } present) return EscrowNotFound;
        var parties = await facts.OfPartiesAsync(present);
        return EscrowDecider.CheckSession(present, action, targetEmail, parties, ContextAt(NowOf(present)));
    }

    public Task<Result<EscrowView>> Take(ActionRequest request) => JudgeAsync(async (present, now) =>
    {
        var decision = EscrowDecider.Decide(present, request, ContextAt(now));
        if (!decision.IsRefused && request.Action == EscrowAction.Dispute)
        {
            // A ticket number is taken only for a dispute that is opened, so that refused ones leave no holes.
            var counter = await store.NextTicketAsync(CancellationToken.None);
            var input = (request.Input ?? new ActionInput()) with { TicketCounter = counter };
            var numbered = request with { Input = input };
            decision = EscrowDecider.Decide(present, numbered, ContextAt(now));
        }

        return decision.IsRefused
            ? Verdict<EscrowView>.No(decision.Refusal)
            : Accept(request, decision.Value, now);
    });

    public async Task Wake() => await PresentAsync();

    private Verdict<EscrowView> Accept(ActionRequest request, Decision decision, DateTimeOffset now)
    {
        var view = new EscrowView(decision.Escrow, now, EscrowAnswers.To(request, decision));
        var commit = CommitOf(decision, now) with
        {
            CompletedSession = request.SessionId,
            Submission = EscrowAnswers.Submitted(request, now),
            Idempotency = EscrowAnswers.Kept(request.Idempotency, view.Answer),
        };
        return decision.ChangesNothing ? Verdict<EscrowView>.Yes(view) : Verdict<EscrowView>.Yes(view, commit);
    }

    private EscrowCommit CommitOf(Decision decision, DateTimeOffset at) => CommitOf(decision.Escrow, at) with
    {
        Events = decision.Events,
        Ledger = decision.Ledger,
        CancelsSessions = decision.Closes,
    };

    /// <summary>
    /// A commit without events: the escrow only takes note. It is recorded no earlier than the one before: the clock
    /// may have been set back, or be that of a node that took over and is behind.
    /// </summary>
    private EscrowCommit CommitOf(Escrow after, DateTimeOffset at)
    {
        var now = time.RealNow;
        var recordedAt = after.RecordedAt is { } last && last > now ? last : now;
        return new() { Escrow = after with { RecordedAt = recordedAt }, At = at, RealTime = recordedAt };
    }

    private DecisionContext ContextAt(DateTimeOffset now) => new(now, time.RealNow, ids, settings);

    private DateTimeOffset NowOf(Escrow escrow) => time.Now(escrow.DeveloperId);

    private static Refusal EscrowNotFound => new("ESCROW_NOT_FOUND", "There is no such escrow.");
}
