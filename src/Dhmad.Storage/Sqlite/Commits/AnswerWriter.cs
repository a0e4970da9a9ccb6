using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>What makes a repeat find its answer: the submission and the idempotency record.</summary>
internal sealed class AnswerWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement submission = writer.Prepare(
        """
        INSERT INTO submissions (session_id, id, outcome, code, payment_id, at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (session_id, id) DO NOTHING
        """);

    private readonly Statement answered = writer.Prepare(
        "UPDATE submissions SET outcome = ?, code = ? WHERE payment_id = ? AND outcome = 'started'");

    private readonly Statement record = writer.Prepare(
        """
        UPDATE idempotency_keys SET status = ?, content_type = ?, body = ?, is_secret = ?, stored_at = ?
        WHERE scope = ? AND key = ? AND claim_id = ? AND status IS NULL
        """);

    /// <summary>False when the session has this submission already.</summary>
    public bool TryWrite(SubmissionRecord submission) => this.submission
        .Text(submission.SessionId)
        .Text(submission.Id)
        .Text(Spelling.Of(submission.Outcome))
        .Text(submission.Code)
        .Text(submission.PaymentId)
        .Time(submission.At)
        .Execute() == 1;

    public void Write(SubmissionAnswered answered) => this.answered
        .Text(Spelling.Of(answered.Outcome))
        .Text(answered.Code)
        .Text(answered.PaymentId)
        .Execute();

    /// <summary>False when the claim was lost to another request.</summary>
    public bool TryWrite(IdempotencyRecord record, DateTimeOffset realTime) => this.record
        .Number(record.Status)
        .Text(record.ContentType)
        .Blob(record.Body)
        .Number(record.IsSecret ? 1 : 0)
        .Time(realTime)
        .Text(record.Claim.Scope)
        .Text(record.Claim.Key)
        .Text(record.Claim.ClaimId)
        .Execute() == 1;

    public void Dispose()
    {
        foreach (var statement in (Statement[])[submission, answered, record]) statement.Dispose();
    }
}
