using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Mailed sign-in codes, counted and tried inside one transaction each.</summary>
public sealed class SignInCodeStore(Database database)
{
    private const int OldRowsAtOnce = 100;

    /// <summary>How long codes are kept: as long as they count.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    /// <summary>
    /// Writes a code and its mail, if it is time for one;
    /// this browser's old codes end then. Says when the next may come.
    /// </summary>
    public Task<(bool Sent, DateTimeOffset NextAt)> AskAsync(
        SignInCode code, Mail mail, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var now = code.CreatedAt;
                var next = (await AllowanceAsync(work, code)).NextAt(now);
                if (next > now) return (false, next);
                await EndOldAsync(work, code.BrowserHash, now);
                await work.ExecuteAsync(
                    """
                    INSERT INTO sign_in_codes (id, email, browser_hash, code_hash, address, created_at, tries_left)
                    VALUES (@Id, @Email, @BrowserHash, @CodeHash, @Address, @CreatedAt, @TriesLeft)
                    """,
                    code);
                await MailStore.WriteAsync(work, mail);
                return (true, (await AllowanceAsync(work, code)).NextAt(now));
            },
            cancellationToken);

    /// <summary>
    /// Tries a code. The right one creates the user if there is none, credits what waited for the e-mail, and signs
    /// the browser in; all of it or nothing.
    /// </summary>
    public Task<(CodeVerdict Verdict, int TriesLeft, User? User)> EnterAsync(
        CodeTry attempt, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var code = await FindAsync(work, attempt);
                if (code is null) return (CodeVerdict.Ended, 0, (User?)null);
                var (verdict, after) = code.Try(attempt.CodeHash, attempt.At);
                await work.ExecuteAsync(
                    "UPDATE sign_in_codes SET tries_left = @TriesLeft, ended_at = @EndedAt WHERE id = @Id", after);
                if (verdict == CodeVerdict.Wrong) return (verdict, after.TriesLeft, null);
                if (verdict == CodeVerdict.Ended) return (verdict, 0, null);

                var user = await UserRows.FindOrAddAsync(work, attempt.Fresh);
                await WalletStore.ClaimAsync(work, user, attempt.ClaimId, attempt.At);
                if (attempt.EndsCookieHash is { } old) await SignInStore.EndAsync(work, old, attempt.At);
                await SignInStore.WriteAsync(work, attempt.SignInOf(user));
                return (verdict, 0, user);
            },
            cancellationToken);

    private static Task<SignInCode?> FindAsync(Work work, CodeTry attempt) => work.FirstAsync<SignInCode>(
        """
        SELECT id AS Id, email AS Email, browser_hash AS BrowserHash, code_hash AS CodeHash, address AS Address,
            created_at AS CreatedAt, tries_left AS TriesLeft, ended_at AS EndedAt
        FROM sign_in_codes
        WHERE browser_hash = @BrowserHash AND email = @email
        ORDER BY created_at DESC LIMIT 1
        """,
        new { attempt.BrowserHash, email = attempt.Fresh.Email });

    private static async Task<CodeAllowance> AllowanceAsync(Work work, SignInCode code)
    {
        var since = code.CreatedAt - SignInCode.Hour;
        return new CodeAllowance(
            await MomentsAsync(work, "browser_hash = @BrowserHash AND email = @Email", 1, code, since),
            await MomentsAsync(work, "email = @Email", SignInCode.MaxPerHourAndEmail, code, since),
            await MomentsAsync(work, "address = @Address", SignInCode.MaxPerHourAndAddress, code, since));
    }

    private static Task<IReadOnlyList<DateTimeOffset>> MomentsAsync(
        Work work, string whose, int limit, SignInCode code, DateTimeOffset since) =>
        work.ListAsync<DateTimeOffset>(
            $"""
            SELECT created_at FROM sign_in_codes
            WHERE {whose} AND created_at > @since ORDER BY created_at DESC LIMIT @limit
            """,
            new { code.BrowserHash, code.Email, code.Address, since, limit });

    private static async Task EndOldAsync(Work work, string browserHash, DateTimeOffset now)
    {
        await work.ExecuteAsync(
            "UPDATE sign_in_codes SET ended_at = @now WHERE browser_hash = @browserHash AND ended_at IS NULL",
            new { browserHash, now });
        await work.ExecuteAsync(
            """
            DELETE FROM sign_in_codes WHERE id IN
                (SELECT id FROM sign_in_codes WHERE created_at < @before ORDER BY created_at LIMIT @limit)
            """,
            new { before = now - Kept, limit = OldRowsAtOnce });
    }
}
