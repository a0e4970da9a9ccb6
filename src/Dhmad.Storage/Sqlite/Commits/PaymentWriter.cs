using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>A payment's row, guarded by its old status; an escrow has one open payment at most.</summary>
internal sealed class PaymentWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement insert = writer.Prepare(
        """
        INSERT INTO payments (id, escrow_id, session_id, rail, amount_tnd, terms_version,
            payer_id, payer_email, payer_first_name, payer_last_name, created_at,
            status, token, last4, challenge_tries, decline_code, updated_at, check_at)
        SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
        WHERE NOT EXISTS (SELECT 1 FROM payments WHERE escrow_id = ?
            AND (status = 'started' OR status = 'challenged' OR status = 'under_review'))
        ON CONFLICT DO NOTHING
        """);

    private readonly Statement update = writer.Prepare(
        """
        UPDATE payments SET status = ?, token = ?, last4 = ?, challenge_tries = ?, decline_code = ?, updated_at = ?,
            check_at = ?
        WHERE id = ? AND status = ?
        """);

    /// <summary>False: its status is another, or another payment is open.</summary>
    public bool TryWrite(PaymentChange change)
    {
        var payment = change.Payment;
        if (change.From is { } from)
            return BindState(update, change).Text(payment.Id).Text(Spelling.Of(from)).Execute() == 1;
        insert
            .Text(payment.Id)
            .Text(payment.EscrowId)
            .Text(payment.SessionId)
            .Text(payment.Rail)
            .Number(payment.AmountTnd)
            .Number(payment.TermsVersion)
            .Text(payment.Payer.Id)
            .Text(payment.Payer.Email)
            .Text(payment.Payer.FirstName)
            .Text(payment.Payer.LastName)
            .Time(payment.CreatedAt);
        return BindState(insert, change).Text(payment.EscrowId).Execute() == 1;
    }

    public void Dispose()
    {
        insert.Dispose();
        update.Dispose();
    }

    private static Statement BindState(Statement statement, PaymentChange change) => statement
        .Text(Spelling.Of(change.Payment.Status))
        .Text(change.Payment.Token)
        .Text(change.Payment.Last4)
        .Number(change.Payment.ChallengeTries)
        .Text(change.Payment.DeclineCode)
        .Time(change.Payment.UpdatedAt)
        .Time(change.Payment.CheckAt);
}
