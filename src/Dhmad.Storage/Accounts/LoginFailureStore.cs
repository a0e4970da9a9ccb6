using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Failed password sign-ins, by what was typed and from where.</summary>
public sealed class LoginFailureStore(Database database)
{
    private const int OldRowsAtOnce = 100;

    /// <summary>The latest failures that can still make an account wait.</summary>
    public Task<LoginFailures> ReadAsync(
        string email, string address, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async work => new LoginFailures(
                await LatestAsync(work, "AND address = @address", LoginFailures.MaxOfAddress, email, address, now),
                await LatestAsync(work, "", LoginFailures.MaxEverywhere, email, address, now)),
            cancellationToken);

    public Task AddAsync(string email, string address, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                await work.ExecuteAsync(
                    """
                    DELETE FROM login_failures WHERE id IN
                        (SELECT id FROM login_failures WHERE at < @before ORDER BY at LIMIT @limit)
                    """,
                    new { before = at - LoginFailures.Remembered, limit = OldRowsAtOnce });
                await work.ExecuteAsync(
                    "INSERT INTO login_failures (email, address, at) VALUES (@email, @address, @at)",
                    new { email, address, at });
            },
            cancellationToken);

    private static Task<IReadOnlyList<DateTimeOffset>> LatestAsync(
        Work work, string condition, int limit, string email, string address, DateTimeOffset now) =>
        work.ListAsync<DateTimeOffset>(
            $"""
            SELECT at FROM login_failures WHERE email = @email AND at > @since {condition} ORDER BY at DESC LIMIT @limit
            """,
            new { email, address, since = now - LoginFailures.Remembered, limit });
}
