using Npgsql;

namespace Dhmad.Storage.Escrows;

/// <summary>
/// Lists over escrows and their events: the same rows that commits wrote, through indexes that hold what is asked.
/// </summary>
public sealed class EscrowQueries(Database database)
{
    /// <summary>
    /// One page, newest first. Counts and skips inside the index, but for an open status, which is looked up for each
    /// open escrow of the owner; else only the page's own rows are read.
    /// </summary>
    /// <param name="page">From 1.</param>
    public Task<EscrowPage> PageAsync(EscrowFilter filter, int page, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async work =>
            {
                var branches = Branches(filter);
                var offset = ((long)page - 1) * limit;
                var args = new { owner = filter.Owner, limit, offset, last = offset + limit };
                var total = await work.FirstAsync<long>(
                    $"SELECT sum(counted) FROM ({Union("count(*) AS counted", Counted(filter))}) AS counts", args);
                var states = await work.ListAsync<byte[]>(
                    $"""
                    SELECT escrows.state FROM (
                        {InOrder(work, branches)}
                        {NewestFirst} LIMIT @limit OFFSET @offset) AS page
                    JOIN escrows ON escrows.id = page.id
                    ORDER BY page.created_at DESC, page.id DESC
                    """,
                    args);
                return new EscrowPage([.. states.Select(EscrowState.Read)], total);
            },
            cancellationToken);

    /// <summary>Ids of escrows whose clock is due, most overdue first.</summary>
    public Task<IReadOnlyList<string>> DueAsync(
        DateTimeOffset now, int skip, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<string>(
                """
                SELECT id FROM escrows WHERE deadline_at <= @now ORDER BY deadline_at, id LIMIT @limit OFFSET @skip
                """,
                new { now, limit, skip }),
            cancellationToken);

    /// <summary>Events of one escrow, oldest first.</summary>
    public Task<EventPage> EventsAsync(string escrowId, long after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<EventRow>(
                    """
                    SELECT sequence AS Sequence, body AS Body, previous_hash AS PreviousHash, hash AS Hash
                    FROM escrow_events
                    WHERE escrow_number = (SELECT number FROM escrows WHERE id = @escrowId) AND sequence > @after
                    ORDER BY sequence LIMIT @limit
                    """,
                    new { escrowId, after, limit = limit + 1 });
                return rows.Count > limit
                    ? new EventPage([.. rows.Take(limit)], rows[limit - 1].Sequence)
                    : new EventPage(rows, NextAfter: null);
            },
            cancellationToken);

    /// <summary>How many escrows a developer created from an instant on.</summary>
    public Task<int> CountCreatedAsync(string developerId, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<int>(
                $"""
                SELECT count(*) FROM escrows
                WHERE developer_id = @developerId AND listed_as IN ({ListNames}) AND created_at >= @since
                """,
                new { developerId, since }),
            cancellationToken);

    /// <summary>Ids of escrows that name an e-mail as a party which is no user yet, oldest first.</summary>
    public Task<IReadOnlyList<string>> InvitedAsync(string email, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<string>(
                """
                SELECT id FROM escrows WHERE buyer_email = @email AND buyer_id IS NULL
                UNION
                SELECT id FROM escrows WHERE seller_email = @email AND seller_id IS NULL
                ORDER BY id LIMIT @limit
                """,
                new { email, limit }),
            cancellationToken);

    /// <summary>Money held in open escrows of which the user is a party, in millimes.</summary>
    public static Task<long> HeldOfPartyAsync(Work work, string userId) => work.FirstAsync<long>(
        """
        SELECT coalesce(sum(amount_tnd), 0) FROM (
            SELECT amount_tnd FROM escrows
            WHERE buyer_id = @userId AND listed_as = 'open' AND status IN ('paid', 'delivered')
            UNION ALL
            SELECT amount_tnd FROM escrows
            WHERE seller_id = @userId AND listed_as = 'open' AND status IN ('paid', 'delivered')) AS held
        """,
        new { userId });

    private const string NewestFirst = "ORDER BY created_at DESC, id DESC";

    private static readonly string ListNames = string.Join(", ", EscrowLists.All.Select(list => $"'{list}'"));

    /// <summary>
    /// One condition per index range: each is in the order of the list, so the page is a merge and no sort.
    /// </summary>
    private static List<string> Branches(EscrowFilter filter) =>
    [
        .. Columns(filter.Role).SelectMany(column => EscrowLists.Conditions(filter.Status)
            .Select(condition => $"{column} = @owner AND {condition}")),
    ];

    /// <summary>The same escrows in no order, for which all of an owner's lists are one range.</summary>
    private static List<string> Counted(EscrowFilter filter) => filter.Status is null
        ? [.. Columns(filter.Role).Select(column => $"{column} = @owner")]
        : Branches(filter);

    private static string[] Columns(EscrowRole role) => role switch
    {
        EscrowRole.Creator => ["developer_id"],
        EscrowRole.Buyer => ["buyer_id"],
        EscrowRole.Seller => ["seller_id"],
        _ => ["buyer_id", "seller_id"],
    };

    /// <summary>
    /// PostgreSQL merges branches that are in order themselves and else sorts all their rows; SQLite merges by itself.
    /// </summary>
    private static string InOrder(Work work, List<string> branches) =>
        branches.Count > 1 && work.Connection is NpgsqlConnection
        ? string.Join("\n    UNION ALL ", branches.Select(
            branch => $"(SELECT id, created_at FROM escrows WHERE {branch} {NewestFirst} LIMIT @last)"))
        : Union("id, created_at", branches);

    private static string Union(string columns, List<string> branches) => string.Join(
        "\n    UNION ALL ", branches.Select(branch => $"SELECT {columns} FROM escrows WHERE {branch}"));
}
