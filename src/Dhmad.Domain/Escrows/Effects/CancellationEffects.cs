namespace Dhmad.Domain.Escrows.Effects;

/// <summary>The buyer's one cancellation request.</summary>
internal static class CancellationEffects
{
    public static Escrow Request(Question question, Escrow escrow) => escrow with
    {
        CancellationRequest = new CancellationRequest(
            PartyEffects.Actor(question), question.Input.Reason ?? "", CancellationStatus.Pending, question.Now),
    };

    public static Escrow Accept(Question question, Escrow escrow) => escrow with
    {
        CancellationRequest = escrow.CancellationRequest! with
        {
            Status = CancellationStatus.Accepted,
            DecidedAt = question.Now,
        },
    };

    public static Escrow Reject(Question question, Escrow escrow) => escrow with
    {
        CancellationRequest = escrow.CancellationRequest! with
        {
            Status = CancellationStatus.Rejected,
            DecidedAt = question.Now,
            RejectionReason = question.Input.Reason,
        },
    };
}
