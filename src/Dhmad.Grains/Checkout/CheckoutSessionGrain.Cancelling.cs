using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Escrows;
using Dhmad.Storage;

namespace Dhmad.Grains.Checkout;

/// <summary>Ending a session before its time, by the person or by the developer.</summary>
public sealed partial class CheckoutSessionGrain
{
    /// <summary>How often a cancel is judged when the row changes under it.</summary>
    private const int MaxCancelTries = 3;

    public Task<SessionCancelled> CancelOnPage() => CancelAsync(SessionCanceller.User, _ => null, null);

    public Task<SessionCancelled> Cancel(string developerId, IdempotencyClaim? idempotency) => CancelAsync(
        SessionCanceller.Developer,
        session => session.DeveloperId == developerId ? null : CheckoutRefusals.AccessDenied,
        idempotency);

    private async Task<SessionCancelled> CancelAsync(
        SessionCanceller by, Func<CheckoutSession, Refusal?> access, IdempotencyClaim? claim)
    {
        for (var tries = 0; tries < MaxCancelTries; tries++)
        {
            if (await LoadAsync() is not { } session) return new SessionCancelled(null, CheckoutRefusals.NotFound);
            if (access(session) is { } denied) return new SessionCancelled(null, denied);
            var now = NowOf(session);
            if (CheckoutRefusals.OfCancelling(session, now) is { } refusal)
                return new SessionCancelled(await ViewAsync(session), refusal);

            var isNew = session.Status == SessionStatus.Pending;
            var cancelled = isNew
                ? session with { Status = SessionStatus.Cancelled, CancelledAt = now, CancelledBy = by }
                : session;
            var body = SessionJson.WithMessage(cancelled, MessageOf(isNew), now);
            var answer = new ApiAnswer(200, body) { IsStored = claim is not null };
            var record = EscrowAnswers.Kept(claim, answer);
            var outcome = await store.CancelAsync(Id, by, now, record, CancellationToken.None);
            if (outcome == CommitOutcome.Done) return new SessionCancelled(await ViewAsync(cancelled), null, answer);
            if (outcome == CommitOutcome.ClaimLost)
                return new SessionCancelled(await ViewAsync(session), EscrowAnswers.ClaimLost);
        }

        throw new DatabaseUnavailableException("The row of a checkout session keeps changing.");
    }

    private static string MessageOf(bool isNew) =>
        isNew ? "Checkout session cancelled." : "This checkout session was cancelled before.";
}
