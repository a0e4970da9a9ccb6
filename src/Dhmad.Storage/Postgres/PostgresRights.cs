using Dapper;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>Which tables there are, and what the role of a process that writes needs on each.</summary>
internal static class PostgresRights
{
    private const string All = "INSERT UPDATE DELETE";

    /// <summary>All are read as well; what is not here is refused by triggers, or done by the tables' owner.</summary>
    public static readonly (string Table, string Rights)[] Tables =
    [
        ("schema_migrations", ""),
        ("deployment", "INSERT UPDATE"),
        ("counters", "INSERT UPDATE"),
        ("escrows", "INSERT UPDATE"),
        ("escrow_events", "INSERT"),
        ("outbox", "INSERT DELETE"),
        ("checkout_sessions", "INSERT UPDATE"),
        ("submissions", "INSERT UPDATE"),
        ("idempotency_keys", All),
        ("payments", "INSERT UPDATE"),
        ("ledger_transactions", "INSERT"),
        ("ledger_entries", "INSERT"),
        ("ledger_balances", "INSERT UPDATE"),
        ("exchange_rates", "INSERT"),
        ("users", "INSERT UPDATE"),
        ("sign_in_codes", All),
        ("sign_ins", All),
        ("login_failures", "INSERT DELETE"),
        ("mails", "INSERT DELETE"),
        ("developers", "INSERT UPDATE"),
        ("developer_tokens", "INSERT DELETE"),
        ("api_keys", All),
        ("associations", "INSERT UPDATE"),
        ("association_links", All),
        ("webhook_endpoints", "INSERT UPDATE"),
        ("webhook_subscriptions", All),
        ("webhook_deliveries", All),
        ("webhook_attempts", "INSERT"),
        ("caught_requests", "INSERT DELETE"),
        ("reminders", All),
        ("grain_states", "INSERT UPDATE"),
        ("OrleansQuery", ""),
        ("cluster_versions", All),
        ("cluster_silos", All),
        ("cluster_reminders", All),
        ("cluster_grain_states", All),
    ];

    /// <summary>A table that is not there lacks nothing.</summary>
    private const string FirstLack =
        """
        SELECT n.privilege || ' on ' || n.name
        FROM unnest(@names, @privileges) WITH ORDINALITY AS n (name, privilege, place)
        WHERE NOT has_table_privilege(to_regclass(n.name), n.privilege) ORDER BY n.place LIMIT 1
        """;

    private const string Present = "SELECT string_agg(to_regclass(name)::text, ', ') FROM unnest(@names) AS name";

    /// <summary>The first right that the role lacks, such as <c>INSERT on escrows</c>; null when none.</summary>
    public static Task<string?> LackAsync(NpgsqlConnection connection)
    {
        var needed = Tables.SelectMany(
            table => table.Rights.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("SELECT"),
            (table, privilege) => (table.Table, Privilege: privilege)).ToList();
        return connection.ExecuteScalarAsync<string?>(FirstLack, new
        {
            names = needed.ConvertAll(one => one.Table).ToArray(),
            privileges = needed.ConvertAll(one => one.Privilege).ToArray(),
        });
    }

    /// <summary>Our tables that are there, as a statement names them; null when there are none.</summary>
    public static Task<string?> PresentAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<string?>(Present, new { names = Tables.Select(one => one.Table).ToArray() });
}
