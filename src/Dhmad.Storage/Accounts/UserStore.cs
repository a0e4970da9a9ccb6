using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Users, found by the e-mail that is their identity.</summary>
public sealed class UserStore(Database database)
{
    public Task<User?> FindAsync(string email, CancellationToken cancellationToken) =>
        database.QueryAsync(work => UserRows.FindAsync(work, email), cancellationToken);

    public Task<User?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        database.QueryAsync(work => UserRows.FindByIdAsync(work, id), cancellationToken);

    /// <summary>The user after it, or null when there is none with this e-mail.</summary>
    public Task<User?> NameAsync(
        string email, string firstName, string lastName, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                await work.ExecuteAsync(
                    "UPDATE users SET first_name = @firstName, last_name = @lastName WHERE email = @email",
                    new { email, firstName, lastName });
                return await UserRows.FindAsync(work, email);
            },
            cancellationToken);

    /// <summary>E-mails of users who signed in since an instant and whom an escrow or money still waits for.</summary>
    public Task<IReadOnlyList<string>> ListWaitingAsync(
        DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<string>(
                """
                SELECT DISTINCT u.email FROM sign_ins s JOIN users u ON u.id = s.user_id
                WHERE s.code_at >= @since AND (
                    EXISTS (SELECT 1 FROM ledger_balances b
                        WHERE b.account = 'unclaimed' AND b.owner = u.email AND b.balance > 0)
                    OR u.first_name <> '' AND (
                        EXISTS (SELECT 1 FROM escrows e WHERE e.buyer_email = u.email AND e.buyer_id IS NULL)
                        OR EXISTS (SELECT 1 FROM escrows e WHERE e.seller_email = u.email AND e.seller_id IS NULL)))
                LIMIT @limit
                """,
                new { since, limit }),
            cancellationToken);
}
