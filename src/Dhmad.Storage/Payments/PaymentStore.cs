using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Payments;

/// <summary>
/// Payments: read by id, looked for when a rail must be asked again, and changed alone when the escrow is not touched.
/// </summary>
public sealed class PaymentStore(Database database)
{
    public Task<Payment?> LoadAsync(string id, CancellationToken cancellationToken) =>
        FirstAsync("id = @id", new { id }, cancellationToken);

    /// <summary>The payment of a session whose card check is asked, if any.</summary>
    public Task<Payment?> ChallengedAsync(Guid sessionId, CancellationToken cancellationToken) =>
        FirstAsync("session_id = @sessionId AND status = 'challenged'", new { sessionId }, cancellationToken);

    /// <summary>Payments whose rail is to be asked by now, longest due first.</summary>
    public Task<IReadOnlyList<Payment>> DueAsync(
        DateTimeOffset now, int skip, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<PaymentRow>(
                    $"""
                    SELECT {PaymentRow.Columns} FROM payments
                    WHERE check_at <= @now ORDER BY check_at, id LIMIT @limit OFFSET @skip
                    """,
                    new { now, limit, skip });
                return (IReadOnlyList<Payment>)[.. rows.Select(row => row.ToPayment())];
            },
            cancellationToken);

    /// <summary>Changes a payment, with the money that moves by it, where the escrow itself is not touched.</summary>
    /// <returns>Done, Conflict (its status is another) or BalanceTooLow.</returns>
    public Task<CommitOutcome> ChangeAsync(
        PaymentChange change, LedgerTransaction? transaction, CancellationToken cancellationToken) =>
        Refused.AsOutcomeAsync(() => database.WriteAsync(
            async work =>
            {
                await WriteAsync(work, change);
                if (transaction is not null) await LedgerStore.PostAsync(work, transaction);
                return CommitOutcome.Done;
            },
            cancellationToken));

    /// <summary>The same in somebody's transaction.</summary>
    /// <exception cref="CommitRefusedException">Its status is another: the whole write must be undone.</exception>
    public static async Task WriteAsync(Work work, PaymentChange change)
    {
        var row = PaymentRow.Of(change.Payment);
        var written = change.From is null
            ? await work.ExecuteAsync(Insert, row)
            : await work.ExecuteAsync(Update(change.From.Value), row);
        if (written == 0) throw new CommitRefusedException(CommitOutcome.Conflict);
    }

    private const string Insert =
        """
        INSERT INTO payments (id, escrow_id, session_id, rail, status, amount_tnd, terms_version, payer_id, payer_email,
            payer_first_name, payer_last_name, token, last4, challenge_tries, decline_code, created_at, updated_at,
            check_at)
        VALUES (@Id, @EscrowId, @SessionId, @Rail, @Status, @AmountTnd, @TermsVersion, @PayerId, @PayerEmail,
            @PayerFirstName, @PayerLastName, @Token, @Last4, @ChallengeTries, @DeclineCode, @CreatedAt, @UpdatedAt,
            @CheckAt)
        ON CONFLICT DO NOTHING
        """;

    private static string Update(PaymentStatus from) =>
        $"""
        UPDATE payments SET status = @Status, token = @Token, last4 = @Last4, challenge_tries = @ChallengeTries,
            decline_code = @DeclineCode, updated_at = @UpdatedAt, check_at = @CheckAt
        WHERE id = @Id AND status = '{Domain.Spelling.Of(from)}'
        """;

    private Task<Payment?> FirstAsync(string condition, object args, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (await work.FirstAsync<PaymentRow>(
                $"SELECT {PaymentRow.Columns} FROM payments WHERE {condition}", args))?.ToPayment(),
            cancellationToken);
}
