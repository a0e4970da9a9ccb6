using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Grains.Checkout;

/// <summary>One checkout session; the key is its UUID. Makes a session work once, and ends it at its second.</summary>
public interface ICheckoutSessionGrain : IGrainWithStringKey
{
    /// <summary>The session with its status as of its escrow's clock now, or null when there is none.</summary>
    [Idempotent]
    Task<SessionView?> Read();

    /// <summary>
    /// The answers that come before any look at person and form: the stored outcome of a submission that is known, or
    /// what a session that is no longer open (or under review) says to a new one. Null: check the form, then submit.
    /// </summary>
    [Idempotent]
    Task<SubmissionAnswer?> Recall(Guid submissionId);

    /// <summary>
    /// Judges one form post, in the order of the specification's race table; one that is known is answered as before.
    /// </summary>
    [Idempotent]
    Task<SubmissionAnswer> Submit(Submission submission);

    /// <summary>"Cancel and return" on the page.</summary>
    [Idempotent]
    Task<SessionCancelled> CancelOnPage();

    /// <summary>The developer's <c>POST /sessions/{id}/cancel</c>.</summary>
    Task<SessionCancelled> Cancel(string developerId, IdempotencyClaim? idempotency);

    /// <summary>Sets the alarm of a session that was just written.</summary>
    [Idempotent]
    Task Opened();

    /// <summary>Expires it when it is due; called by alarms and the sweep.</summary>
    [Idempotent]
    Task Wake();
}

/// <param name="Session">Its <see cref="CheckoutSession.Status"/> is already the one at <paramref name="Now"/>.</param>
/// <param name="ChallengedPaymentId">The payment of this session whose card check is asked, if any.</param>
public sealed record SessionView(CheckoutSession Session, DateTimeOffset Now, string? ChallengedPaymentId = null);

public enum SubmissionResult
{
    /// <summary>The action is committed, now or by the same submission earlier.</summary>
    Completed,

    /// <summary>
    /// The payment row is written: the caller now asks the rail (<see cref="SubmissionAnswer.Payment"/>).
    /// </summary>
    AskRail,

    /// <summary>
    /// The card check of an earlier try is open:
    /// the caller voids <see cref="SubmissionAnswer.Payment"/>, then submits again.
    /// </summary>
    VoidFirst,

    /// <summary>The same submission earlier: its payment is still being checked.</summary>
    BeingChecked,

    /// <summary>A card check is asked.</summary>
    Challenge,

    /// <summary>A rule or the rail said no; the session stays pending.</summary>
    Refused,

    /// <summary>A fresh code is needed first.</summary>
    StepUp,

    AlreadyCompleted,
    SessionCancelled,
    SessionExpired,
    UnderReview,
    WrongPerson,
}

/// <summary>What became of a form post.</summary>
public sealed record SubmissionAnswer(
    SubmissionResult Result, SessionView View, Refusal? Refusal = null, Payment? Payment = null);

/// <summary>What a cancel came to: <paramref name="Refusal"/> says why the session stays as it is.</summary>
/// <param name="Answer">The rendered API answer, for the developer's call.</param>
public sealed record SessionCancelled(SessionView? View, Refusal? Refusal, ApiAnswer? Answer = null);
