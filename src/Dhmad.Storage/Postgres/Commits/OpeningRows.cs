using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;
using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>New sessions, whose escrows stay as they were judged until all of it is written.</summary>
internal sealed class OpeningRows
{
    private const string Names =
        "id, escrow_id, developer_id, action, target_email, redirect_url, metadata, status, under_review, created_at, "
        + "expires_at";

    private static readonly string Keep =
        $"""
        SELECT expect_rows(count(*), cardinality($1)) FROM (
            SELECT e.id FROM {BatchStatement.Unnest("id, version")} AS u
            JOIN escrows AS e ON e.id = u.id AND e.version = u.version
            ORDER BY e.id FOR SHARE OF e) AS kept
        """;

    private static readonly string Insert =
        $"INSERT INTO checkout_sessions ({Names}) SELECT * FROM {BatchStatement.Unnest(Names)} AS u";

    private readonly BatchStatement keep = new(Keep);

    private readonly List<string?> escrows;
    private readonly List<long?> versions;
    private readonly BatchStatement insert = new(Insert);

    private readonly List<string?> ids;
    private readonly List<string?> escrowIds;
    private readonly List<string?> developerIds;
    private readonly List<string?> actions;
    private readonly List<string?> targetEmails;
    private readonly List<string?> redirectUrls;
    private readonly List<string?> metadata;
    private readonly List<string?> statuses;
    private readonly List<long?> underReview;
    private readonly List<long?> createdAt;
    private readonly List<long?> expiresAt;
    private readonly IdempotencyColumns answers = new();

    private OpeningRows()
    {
        (escrows, versions) = (keep.Texts(), keep.Numbers());
        (ids, escrowIds, developerIds) = (insert.Texts(), insert.Texts(), insert.Texts());
        (actions, targetEmails, redirectUrls) = (insert.Texts(), insert.Texts(), insert.Texts());
        (metadata, statuses) = (insert.Texts(), insert.Texts());
        (underReview, createdAt, expiresAt) = (insert.Numbers(), insert.Numbers(), insert.Numbers());
    }

    private void Add(SessionOpening opening)
    {
        var row = SessionRow.Of(opening.Session);
        escrows.Add(row.EscrowId);
        versions.Add(opening.EscrowVersion);
        ids.Add(row.Id.ToString());
        escrowIds.Add(row.EscrowId);
        developerIds.Add(row.DeveloperId);
        actions.Add(row.Action);
        targetEmails.Add(row.TargetEmail);
        redirectUrls.Add(row.RedirectUrl);
        metadata.Add(row.Metadata);
        statuses.Add(row.Status);
        underReview.Add(row.UnderReview);
        createdAt.Add(row.CreatedAt.ToUnixTimeMilliseconds());
        expiresAt.Add(row.ExpiresAt.ToUnixTimeMilliseconds());
        insert.Rows++;
        if (opening.Idempotency is { } record) answers.Add(record, storedAt: null);
    }

    /// <summary>Writes all in one message, or nothing where a row is not as it should be, and throws.</summary>
    public static async Task<IReadOnlyList<CommitOutcome>> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<SessionOpening> openings)
    {
        var rows = new OpeningRows();
        foreach (var opening in openings) rows.Add(opening);
        await rows.WriteAsync(connection);
        return [.. openings.Select(_ => CommitOutcome.Done)];
    }

    private async Task WriteAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WaitingLine.GiveWay));
        batch.BatchCommands.Add(keep.ToCommand());
        batch.BatchCommands.Add(insert.ToCommand());
        if (answers.Statement.Rows > 0) batch.BatchCommands.Add(answers.Statement.ToCommand());
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync();
    }
}
