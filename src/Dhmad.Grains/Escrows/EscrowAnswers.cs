using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Grains.Escrows;

/// <summary>What API callers are told of an action that was taken, and what is kept of it for repeats.</summary>
internal static class EscrowAnswers
{
    public const string Created = "Escrow created.";

    public static readonly Refusal ClaimLost =
        new("IDEMPOTENCY_KEY_IN_PROGRESS", "Another request with this idempotency key is running.");

    /// <summary>
    /// The 200 body of a developer's or an operator's action; none for people on pages and the clock.
    /// </summary>
    public static ApiAnswer? To(ActionRequest request, Decision decision) =>
        request.By.Door is Door.Api or Door.Operator
        ? new ApiAnswer(200, EscrowJson.WithMessage(decision.Escrow, MessageOf(request.Action, decision)))
        {
            IsStored = request.Idempotency is not null && !decision.ChangesNothing,
        }
        : null;

    /// <summary>What the commit stores with the key, so that a repeat gets the same bytes.</summary>
    public static IdempotencyRecord? Kept(IdempotencyClaim? claim, ApiAnswer? answer) => claim is null || answer is null
        ? null
        : new IdempotencyRecord(claim, answer.Status, ApiAnswer.ContentType, answer.Body);

    /// <summary>A form post that completes its session with this commit.</summary>
    public static SubmissionRecord? Submitted(ActionRequest request, DateTimeOffset now) =>
        request is { SessionId: { } session, SubmissionId: { } submission }
            ? new SubmissionRecord(
                submission, session, SubmissionOutcome.Completed, null, request.Input?.Payment?.Id, now)
            : null;

    private static string MessageOf(EscrowAction action, Decision decision) => action switch
    {
        EscrowAction.Update => decision.ChangesNothing
            ? "Nothing was changed: these are the present values."
            : "Escrow updated.",
        EscrowAction.Deliver => decision.Escrow.Status == EscrowStatus.Completed
            ? "Escrow delivered and completed; the money is released."
            : "Escrow delivered; the buyer now confirms it, or silence completes it.",
        EscrowAction.RejectDelivery => "Delivery rejected; the seller may deliver again.",
        EscrowAction.Cancel => "Escrow cancelled.",
        EscrowAction.ResolveDispute => "Dispute resolved.",
        EscrowAction.DecideProof => "Purchase proof decided.",
        _ => $"Done: {Spelling.Of(action)}.",
    };
}
