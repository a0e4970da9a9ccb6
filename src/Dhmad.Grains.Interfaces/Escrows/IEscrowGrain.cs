using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// One escrow; the key is its id. Judges every action, commits it, then remembers it.
/// Due clock rows are applied first, always.
/// </summary>
public interface IEscrowGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates it; the answer is the 201 body of <c>POST /api/v1/escrows</c>. Who asks made its id and tells nobody
    /// before the answer, so one that is there already was made by the same call.
    /// </summary>
    [Idempotent]
    Task<Result<ApiAnswer>> Create(CreateEscrow command);

    /// <summary>The escrow as it is now, or null when there is none.</summary>
    [Idempotent]
    Task<EscrowView?> Read();

    /// <summary>
    /// Judges an action for its target as session creation does, and changes nothing; null when it is possible now.
    /// </summary>
    [Idempotent]
    Task<Refusal?> Check(EscrowAction action, string targetEmail);

    /// <summary>Judges and commits one action. Through the API door the view carries the rendered answer.</summary>
    Task<Result<EscrowView>> Take(ActionRequest request);

    /// <summary>
    /// Checks the action for its target and writes a pending session; the answer is the flat 201 body.
    /// </summary>
    Task<Result<ApiAnswer>> OpenSession(OpenSession command);

    /// <summary>
    /// Judges <c>accept_pay</c>. The wallet pays in this commit; for a rail that must be called the payment row is
    /// written as <c>started</c>, and the caller asks the rail then.
    /// </summary>
    Task<Result<PaymentStep>> StartPayment(StartPayment command);

    /// <summary>
    /// Takes note that the card check of a challenged payment is being answered; the caller asks the rail then.
    /// </summary>
    Task<Result<PaymentStep>> ContinuePayment(ContinuePayment command);

    /// <summary>
    /// Commits what a rail said of a payment: row 5 when it succeeded and still fits,
    /// late payment when it does not. Repeating it is harmless.
    /// </summary>
    [Idempotent]
    Task<PaymentSettled> SettlePayment(string paymentId, RailAnswer answer);

    /// <summary>Applies what is due; called by alarms and the sweep.</summary>
    [Idempotent]
    Task Wake();
}

/// <summary>An escrow with the instant it was seen at.</summary>
/// <param name="Answer">The rendered API answer, when the action came through the API.</param>
public sealed record EscrowView(Escrow Escrow, DateTimeOffset Now, ApiAnswer? Answer = null);

/// <param name="DeveloperId">Who creates: facts the API has of the key's developer.</param>
/// <param name="KeyAppName">
/// The key's metadata <c>appName</c>, which names the application before the developer's own names.
/// </param>
public sealed record CreateEscrow(
    NewEscrow Input, string DeveloperId, string? KeyAppName, IdempotencyClaim? Idempotency);

public sealed record OpenSession(
    Guid SessionId,
    Caller By,
    EscrowAction Action,
    string TargetEmail,
    string RedirectUrl,
    IReadOnlyDictionary<string, string>? Metadata,
    string Language,
    IdempotencyClaim? Idempotency);

public sealed record StartPayment(Guid SessionId, Submission Submission);

public sealed record ContinuePayment(Guid SessionId, Submission Submission);

/// <summary>What is left to do for a payment.</summary>
public enum PaymentDuty
{
    /// <summary>It succeeded in this commit.</summary>
    Nothing,

    /// <summary>Its row is written: the rail is asked now.</summary>
    AskRail,

    /// <summary>It is an earlier try whose card check is open: it is voided, then the new try is sent again.</summary>
    VoidFirst,
}

public sealed record PaymentStep(Payment Payment, PaymentDuty Duty);

/// <summary>What a settlement came to.</summary>
/// <param name="Payment">The payment's row now.</param>
/// <param name="Refusal">Why the escrow was not paid: declined, challenge failed, or no longer possible.</param>
/// <param name="MustVoid">
/// The rail has money that the escrow cannot take: void it, then settle again with the rail's answer.
/// </param>
public sealed record PaymentSettled(Payment Payment, Refusal? Refusal, bool MustVoid);
