using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Signed-in browsers of users, by the hash of their cookie.</summary>
public sealed class SignInStore(Database database)
{
    private const int OldRowsAtOnce = 100;

    private const string Select =
        $"""
        SELECT s.cookie_hash AS CookieHash, s.user_id AS UserId, s.address AS Address, s.browser_name AS BrowserName,
            s.code_at AS CodeAt, s.used_at AS UsedAt, s.ended_at AS EndedAt, {UserRows.Columns}
        FROM sign_ins s JOIN users u ON u.id = s.user_id
        """;

    /// <summary>The sign-in and its user as both are now, whether or not it has ended.</summary>
    public Task<(SignIn SignIn, User User)?> FindAsync(string cookieHash, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async work =>
            {
                var row = await work.FirstAsync<Row>($"{Select} WHERE s.cookie_hash = @cookieHash", new { cookieHash });
                return row is null ? ((SignIn, User)?)null : (row.ToSignIn(), row.ToUser());
            },
            cancellationToken);

    public Task UseAsync(string cookieHash, DateTimeOffset usedAt, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                "UPDATE sign_ins SET used_at = @usedAt WHERE cookie_hash = @cookieHash", new { cookieHash, usedAt }),
            cancellationToken);

    public Task EndAsync(string cookieHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(work => EndAsync(work, cookieHash, now), cancellationToken);

    internal static Task EndAsync(Work work, string cookieHash, DateTimeOffset now) => work.ExecuteAsync(
        "UPDATE sign_ins SET ended_at = @now WHERE cookie_hash = @cookieHash AND ended_at IS NULL", new { cookieHash, now });

    internal static async Task WriteAsync(Work work, SignIn signIn)
    {
        await work.ExecuteAsync(
            """
            DELETE FROM sign_ins WHERE cookie_hash IN
                (SELECT cookie_hash FROM sign_ins WHERE code_at < @before ORDER BY code_at LIMIT @limit)
            """,
            new { before = signIn.CodeAt - SignIn.Longest, limit = OldRowsAtOnce });
        await work.ExecuteAsync(
            """
            INSERT INTO sign_ins (cookie_hash, user_id, address, browser_name, code_at, used_at)
            VALUES (@CookieHash, @UserId, @Address, @BrowserName, @CodeAt, @UsedAt)
            """,
            signIn);
    }

    private sealed record Row : UserRows.UserRow
    {
        public string CookieHash { get; init; } = "";

        public string Address { get; init; } = "";

        public string? BrowserName { get; init; }

        public DateTimeOffset CodeAt { get; init; }

        public DateTimeOffset UsedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public SignIn ToSignIn() => new(CookieHash, Id, Address, BrowserName, CodeAt, UsedAt, EndedAt);
    }
}
