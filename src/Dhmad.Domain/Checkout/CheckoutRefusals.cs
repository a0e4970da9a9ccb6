namespace Dhmad.Domain.Checkout;

/// <summary>What a checkout session says no with.</summary>
public static class CheckoutRefusals
{
    public static readonly Refusal NotFound = new("SESSION_NOT_FOUND", "There is no such checkout session.");

    public static readonly Refusal AccessDenied =
        new("SESSION_ACCESS_DENIED", "This checkout session was created by another developer.");

    public static readonly Refusal TooManyOpen = new(
        "TOO_MANY_OPEN_SESSIONS",
        $"This escrow has {CheckoutSession.MaxPendingPerEscrow} pending checkout sessions; let one end first.");

    public static readonly Refusal AlreadyCompleted =
        new("SESSION_ALREADY_COMPLETED", "This checkout session is completed.");

    public static readonly Refusal AlreadyExpired =
        new("SESSION_ALREADY_EXPIRED", "This checkout session has expired.");

    /// <summary>A commit found the session ended; which end it was, its row tells.</summary>
    public static readonly Refusal NotPending =
        new("SESSION_NOT_PENDING", "This checkout session ended while the submission was judged.");

    /// <summary>A commit found the same submission there already; its record has the outcome.</summary>
    public static readonly Refusal SubmissionKnown =
        new("SUBMISSION_KNOWN", "This submission was committed before.");

    public static readonly Refusal UnderReview =
        new("PAYMENT_UNDER_REVIEW", "A payment made through this checkout session is being checked.");

    /// <summary>Why a session cannot be cancelled at an instant; null when it can be, or was.</summary>
    public static Refusal? OfCancelling(CheckoutSession session, DateTimeOffset now) => session.StatusAt(now) switch
    {
        SessionStatus.Completed => AlreadyCompleted,
        SessionStatus.Expired => AlreadyExpired,
        SessionStatus.Pending when session.UnderReview => UnderReview,
        _ => null,
    };
}
