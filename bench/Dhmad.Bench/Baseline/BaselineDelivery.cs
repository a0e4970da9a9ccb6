using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Npgsql;

namespace Dhmad.Bench.Baseline;

/// <summary>
/// One transaction per request: lock the row, judge, write each part in a statement of its own, commit. Statements are
/// prepared on first use, connections are pooled.
/// </summary>
internal sealed class BaselineDelivery(NpgsqlDataSource source, IdSource ids, DhmadSettings settings)
{
    /// <returns>The answer's bytes; null when the key or the escrow does not allow it.</returns>
    public async Task<byte[]?> DeliverAsync(string keyHash, string escrowId)
    {
        await using var connection = await source.OpenConnectionAsync();
        if (await CallerAsync(connection, keyHash) is not { } caller) return null;
        await using var transaction = await connection.BeginTransactionAsync();
        if (await LockAsync(connection, escrowId) is not var (number, state)) return null;
        var now = DateTimeOffset.UtcNow;
        var request = new ActionRequest(EscrowAction.Deliver, caller);
        var decision = EscrowDecider.Decide(
            EscrowState.Read(state), request, new DecisionContext(now, now, ids, settings));
        if (decision.IsRefused) return null;
        await WriteAsync(connection, number, decision.Value, now);
        await transaction.CommitAsync();
        return EscrowJson.WithMessage(decision.Value.Escrow, "Escrow delivered and completed; the money is released.");
    }

    private static async Task<Caller?> CallerAsync(NpgsqlConnection connection, string keyHash)
    {
        await using var command = Command(
            connection,
            """
            SELECT k.developer_id, u.id, u.email, u.first_name, u.last_name FROM api_keys k
            JOIN associations a ON a.developer_id = k.developer_id AND a.until_at IS NULL
            JOIN users u ON u.id = a.user_id
            WHERE k.key_hash = $1 AND k.is_active = 1
            """,
            keyHash);
        await using var row = await command.ExecuteReaderAsync();
        if (!await row.ReadAsync()) return null;
        var user = new Person(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));
        return new Caller(Door.Api, user, row.GetString(0));
    }

    private static async Task<(long Number, byte[] State)?> LockAsync(NpgsqlConnection connection, string escrowId)
    {
        await using var command = Command(
            connection, "SELECT number, state FROM escrows WHERE id = $1 FOR UPDATE", escrowId);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, long number, Decision decision, DateTimeOffset now)
    {
        var escrow = decision.Escrow;
        await ExecuteAsync(
            connection,
            """
            UPDATE escrows SET version = $1, sequence = $2, last_hash = $3, updated_at = $4, state = $5, status = $6,
                deadline_at = $7, listed_as = $8
            WHERE id = $9
            """,
            escrow.Version, escrow.Sequence, escrow.LastHash, escrow.UpdatedAt.ToUnixTimeMilliseconds(),
            EscrowState.Write(escrow), Spelling.Of(escrow.Status),
            (object?)EscrowClock.Next(escrow)?.At.ToUnixTimeMilliseconds() ?? DBNull.Value, EscrowLists.Of(escrow.Status),
            escrow.Id);
        foreach (var happened in decision.Events) await WriteAsync(connection, number, happened, now);
        if (decision.Closes)
            await ExecuteAsync(
                connection,
                """
                UPDATE checkout_sessions SET status = 'cancelled', under_review = 0, cancelled_at = $1,
                    cancelled_by = 'escrow'
                WHERE escrow_id = $2 AND status = 'pending'
                """,
                now.ToUnixTimeMilliseconds(), escrow.Id);
        if (decision.Ledger is { } ledger) await WriteAsync(connection, number, ledger);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, long number, EscrowEvent happened, DateTimeOffset now)
    {
        await ExecuteAsync(
            connection,
            """
            INSERT INTO escrow_events (escrow_number, sequence, id, type, at, recorded_at, body, previous_hash, hash,
                developer_id, buyer_id, seller_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            number, happened.Sequence, happened.Id.ToString(), happened.Type,
            happened.At.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), happened.Body, happened.PreviousHash,
            happened.Hash, happened.DeveloperId, Nullable(happened.BuyerId), Nullable(happened.SellerId));
        await ExecuteAsync(
            connection,
            "INSERT INTO outbox (recorded_at, escrow_number, sequence) VALUES ($1, $2, $3)",
            now.ToUnixTimeMilliseconds(), number, happened.Sequence);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, long escrowNumber, LedgerTransaction ledger)
    {
        var number = await ScalarAsync<long>(
            connection,
            """
            INSERT INTO ledger_transactions (id, movement, at, escrow_number, event_sequence, payment_id)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING number
            """,
            ledger.Id, Spelling.Of(ledger.Movement), ledger.At.ToUnixTimeMilliseconds(), escrowNumber,
            (object?)ledger.EventSequence ?? DBNull.Value, Nullable(ledger.PaymentId));
        for (var index = 0; index < ledger.Entries.Count; index++)
        {
            var (account, amount) = ledger.Entries[index];
            var after = account.KeepsBalance
                ? (object)await ScalarAsync<long>(
                    connection,
                    """
                    INSERT INTO ledger_balances (account, owner, balance) VALUES ($1, $2, greatest($3, 0))
                    ON CONFLICT (account, owner) DO UPDATE SET balance = ledger_balances.balance + $3
                    RETURNING balance
                    """,
                    Spelling.Of(account.Kind), account.Owner, amount)
                : DBNull.Value;
            await ExecuteAsync(
                connection,
                """
                INSERT INTO ledger_entries (transaction_number, line, account, owner, amount_tnd, balance_after)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                number, index + 1L, Spelling.Of(account.Kind), account.Owner, amount, after);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return (T?)await command.ExecuteScalarAsync();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static object Nullable(string? value) => (object?)value ?? DBNull.Value;
}
