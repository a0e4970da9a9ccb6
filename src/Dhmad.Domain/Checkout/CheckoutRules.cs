using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Checkout;

/// <summary>Who may finish a session, and when a fresh code is asked first.</summary>
public static class CheckoutRules
{
    /// <summary>
    /// Only the person the session is for; without an account only to pay an instant escrow.
    /// </summary>
    /// <param name="session">Whose target counts.</param>
    /// <param name="person">Without an id: a guest.</param>
    /// <param name="mode">The escrow's.</param>
    public static bool MayFinish(CheckoutSession session, Person person, EscrowMode mode) =>
        person.Email == session.TargetEmail && (person.Id is not null || TakesGuests(session.Action, mode));

    public static bool TakesGuests(EscrowAction action, EscrowMode mode) =>
        action == EscrowAction.AcceptPay && mode == EscrowMode.Instant;

    /// <summary>Whether the last code must have been entered within <c>StepUpMinutes</c>.</summary>
    public static bool NeedsStepUp(EscrowAction action, PaymentChoice? payment) => action
        is EscrowAction.SignContract
        or EscrowAction.Complete
        or EscrowAction.AcceptCancellation
        or EscrowAction.CancelEscrow
        || (action == EscrowAction.AcceptPay && payment?.Rail == Payments.Rails.Wallet);
}
