using System.Data;
using Dapper;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Where writes wait that lost too often against others: one at a time, of all nodes, and beside no batch of commits,
/// against which it would lose again. Of each node one holds a connection; the others wait without, so that the line
/// never takes all of them.
/// </summary>
internal sealed class WaitingLine(NpgsqlDataSource source, TimeSpan silenceLimit) : IDisposable
{
    /// <summary>What a batch of commits begins with: it waits while a write of the line runs.</summary>
    public const string GiveWay = $"SELECT pg_advisory_xact_lock_shared({Lock})";

    /// <summary>The lock's number, anything but small: other programs may use the same database.</summary>
    private const string Lock = "4929310057213984770";
    private const string Leave = "SELECT pg_advisory_unlock_all(), set_config('idle_session_timeout', '0', false)";

    /// <summary>Whoever stands still with it would hold up everybody's commits, and loses it.</summary>
    private readonly string take =
        $"SELECT set_config('idle_session_timeout', '{silenceLimit.TotalMilliseconds:0}', false), "
        + $"pg_advisory_lock({Lock})";

    private readonly SemaphoreSlim first = new(1);

    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        await first.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            try
            {
                // Taken before the transaction, whose snapshot would otherwise be older than its turn.
                await connection.ExecuteAsync(take);
                return await write(connection);
            }
            finally
            {
                await LeaveAsync(connection);
            }
        }
        finally
        {
            first.Release();
        }
    }

    public void Dispose() => first.Dispose();

    /// <summary>Whatever became of asking for the lock: it is not held any more. It ends with its connection.</summary>
    private static async Task LeaveAsync(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open) return;
        try
        {
            await connection.ExecuteAsync(Leave);
        }
        catch (Exception lost) when (PostgresFailure.IsConnectionLost(lost))
        {
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
