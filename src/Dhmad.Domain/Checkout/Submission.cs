using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Checkout;

/// <summary>One form post on a session, already checked for form and person by the page.</summary>
public sealed record Submission
{
    /// <summary>Made with the page; the same one twice has one effect.</summary>
    public required Guid Id { get; init; }

    /// <summary>The signed-in user, or a guest without an id.</summary>
    public required Person Person { get; init; }

    /// <summary>Whether the person entered a code within <c>StepUpMinutes</c>.</summary>
    public required bool SteppedUp { get; init; }

    public ActionInput Input { get; init; } = new();

    /// <summary>For <c>accept_pay</c>: which rail, with the rail's own token of the card.</summary>
    public PaymentChoice? Payment { get; init; }

    /// <summary>Whether this is the card check step of a challenged payment.</summary>
    public bool AnswersChallenge { get; init; }
}

/// <summary>The chosen way to pay. A card number never gets this far: only its token and last four digits.</summary>
public sealed record PaymentChoice(string Rail, string? Token = null, string? Last4 = null);

/// <summary>What is kept of a submission: written when something was committed or a rail was called.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">The refusal code of a declined payment.</param>
public sealed record SubmissionRecord(
    Guid Id, Guid SessionId, SubmissionOutcome Outcome, string? Code, string? PaymentId, DateTimeOffset At);

public enum SubmissionOutcome
{
    /// <summary>Its action was committed.</summary>
    Completed,

    /// <summary>A rail was called and has not answered.</summary>
    Started,

    /// <summary>The rail asks for a card check.</summary>
    Challenged,

    /// <summary>The rail declined.</summary>
    Declined,
}
