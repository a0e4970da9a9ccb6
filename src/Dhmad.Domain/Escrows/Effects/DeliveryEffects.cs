namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Deliveries that were sent back.</summary>
internal static class DeliveryEffects
{
    public static Escrow Reject(Question question, Escrow escrow) => escrow with
    {
        DeliveryRejections =
        [
            .. escrow.DeliveryRejections,
            new DeliveryRejection(question.Now, question.Input.Reason, escrow.DeliveredAt!.Value),
        ],
    };
}
