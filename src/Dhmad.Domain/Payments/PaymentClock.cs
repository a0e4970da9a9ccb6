namespace Dhmad.Domain.Payments;

/// <summary>When a rail is asked again about a payment, and when a payment is given up.</summary>
public static class PaymentClock
{
    /// <summary>A rail that was asked and has not answered is asked what happened.</summary>
    public static readonly TimeSpan LookUpAfter = TimeSpan.FromSeconds(60);

    /// <summary>A payment that is not decided by then is voided.</summary>
    public static readonly TimeSpan VoidAfter = TimeSpan.FromMinutes(15);

    /// <summary>Whether its rail has still to say what it is; a deposit waits for the operator instead.</summary>
    public static bool IsUndecided(Payment payment) =>
        payment.Status is PaymentStatus.Started or PaymentStatus.Challenged;

    public static bool IsVoidDue(Payment payment, DateTimeOffset now) => now >= payment.CreatedAt + VoidAfter;

    /// <summary>Null once nothing is left to ask.</summary>
    /// <param name="payment">As it is after the commit.</param>
    /// <param name="isAsked">
    /// Whether the rail is being asked; otherwise a challenged payment waits for its payer.
    /// </param>
    /// <param name="now">The escrow's clock.</param>
    public static DateTimeOffset? NextCheck(Payment payment, bool isAsked, DateTimeOffset now)
    {
        if (!IsUndecided(payment)) return null;
        var soon = now + LookUpAfter;
        var voidAt = payment.CreatedAt + VoidAfter;
        if (!isAsked && voidAt > now) return voidAt;
        return voidAt > now && voidAt < soon ? voidAt : soon;
    }
}
