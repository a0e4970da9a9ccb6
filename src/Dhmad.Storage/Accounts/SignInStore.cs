using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Signed-in browsers of users, by the hash of their cookie.</summary>
public sealed class SignInStore(Database database)
{
    private const int OldRowsAtOnce = 100;

    private const string Select =
        """
        SELECT cookie_hash AS CookieHash, user_id AS UserId, address AS Address, browser_name AS BrowserName,
            code_at AS CodeAt, used_at AS UsedAt, ended_at AS EndedAt
        FROM sign_ins
        """;

    /// <summary>The sign-in and its user as both are now, whether or not it has ended.</summary>
    public Task<(SignIn SignIn, User User)?> FindAsync(string cookieHash, CancellationToken cancellationToken) =>
        database.ReadAsync<(SignIn, User)?>(
            async work =>
            {
                var row = await work.FirstAsync<Row>($"{Select} WHERE cookie_hash = @cookieHash", new { cookieHash });
                return row is null ? null : (row.ToSignIn(), (await UserRows.FindByIdAsync(work, row.UserId))!);
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
        "UPDATE sign_ins SET ended_at = @now WHERE cookie_hash = @cookieHash AND ended_at IS NULL",
        new { cookieHash, now });

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

    private sealed record Row
    {
        public string CookieHash { get; init; } = "";

        public string UserId { get; init; } = "";

        public string Address { get; init; } = "";

        public string? BrowserName { get; init; }

        public DateTimeOffset CodeAt { get; init; }

        public DateTimeOffset UsedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public SignIn ToSignIn() => new(CookieHash, UserId, Address, BrowserName, CodeAt, UsedAt, EndedAt);
    }
}
