using System.Diagnostics;
using System.Globalization;
using Dhmad.Storage.Postgres;
using Npgsql;

namespace Dhmad.Bench.Commits;

/// <summary>
/// Whole escrow commits on PostgreSQL against <c>pgbench</c> updating one row of 1 KiB per transaction on the same
/// server, prepared, with as many clients; rounds alternate in one run.
/// </summary>
public static class PostgresRate
{
    private const int Rounds = 3;
    private const int Rows = 10_000;

    private const string Table =
        $"""
        DROP TABLE IF EXISTS bench_row;
        CREATE TABLE bench_row (id integer PRIMARY KEY, body text NOT NULL) WITH (fillfactor = 50);
        INSERT INTO bench_row SELECT id, repeat('x', 1024) FROM generate_series(1, 10000) AS id;
        VACUUM ANALYZE bench_row;
        """;

    private static readonly string Script =
        $"""
        \set id random(1, {Rows})
        \set n random(100000, 999999)
        UPDATE bench_row SET body = repeat('x', 1018) || :n WHERE id = :id;
        """;

    /// <param name="arguments">
    /// A connection string to an empty database, the seconds of a round, and <c>only</c> to leave pgbench out, as for a
    /// profile.
    /// </param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var connectionString, .. var rest]) return 1;
        var seconds = rest is [var given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : 4;
        var ours = new List<CommitRound>();
        var theirs = new List<double>();
        await ExecuteAsync(connectionString, Table);
        await UsedLog.MakeAsync(connectionString);
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions(connectionString), TimeProvider.System, CancellationToken.None);
        await MeasureAsync(database, "warm-up", seconds / 2);
        for (var round = 0; rest is [_, "only"] && round < Rounds; round++)
            await MeasureAsync(database, "commits", seconds);
        if (rest is [_, "only"]) return 0;
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await PgbenchAsync(connectionString, seconds));
            ours.Add(await MeasureAsync(database, "commits", seconds));
        }

        var (with, without) = (CommitRound.Median(ours), theirs.Order().ElementAt(Rounds / 2));
        Console.WriteLine($"median: commits {with:N0}/s, pgbench {without:N0}/s");
        Console.WriteLine($"ratio: {with / without:0.00}");
        return 0;
    }

    private static Task<CommitRound> MeasureAsync(PostgresDatabase database, string way, double seconds) =>
        CommitRound.MeasureAsync(
            database, () => database.Queue.Writers.Sum(writer => writer.Transactions), way, seconds);

    private static async Task<double> PgbenchAsync(string connectionString, double seconds)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script);
        var start = new ProcessStartInfo("pgbench",
        [
            "--no-vacuum", "--protocol=prepared", $"--client={BusyDeployment.Escrows}", "--jobs=2",
            $"--time={Math.Ceiling(seconds):0}", $"--file={script}",
            $"--host={to.Host}", $"--port={to.Port}", $"--username={to.Username}", to.Database!,
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = to.Password ?? "";
        using var pgbench = Process.Start(start)!;
        var answer = await pgbench.StandardOutput.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        File.Delete(script);
        var line = answer.Split('\n').First(line => line.StartsWith("tps = ", StringComparison.Ordinal));
        var perSecond = double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
        Console.WriteLine($"{"pgbench, one row",-28} {perSecond,9:N0} transactions/s");
        return perSecond;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}
