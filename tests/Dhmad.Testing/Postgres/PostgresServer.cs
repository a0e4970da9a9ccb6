using Npgsql;

namespace Dhmad.Testing.Postgres;

/// <summary>
/// A PostgreSQL server of a test's own: its own folder, a loopback port, no password. It dies with the test process,
/// however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int PortTries = 5;

    /// <summary>Below the ports that Linux gives to outgoing connections: still free for a second start.</summary>
    private static readonly (int First, int End) Ports = (20_000, 32_000);

    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync(
        ("fsync", "off"), // Tests kill servers, not machines: what reached the kernel stays.
        ("max_connections", "400"))); // Every database of a test has a connection pool of its own.

    private readonly PostgresFolder folder;
    private readonly (string Name, string Value)[] settings;
    private Postmaster postmaster;
    private int databases;

    private PostgresServer(PostgresFolder folder, (string, string)[] settings, Postmaster postmaster) =>
        (this.folder, this.settings, this.postmaster) = (folder, settings, postmaster);

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? MissingReason => PostgresPrograms.MissingReason;

    public int Port => postmaster.Port;

    /// <summary>Starts a new, empty server.</summary>
    /// <param name="settings">Server settings beside the defaults, as in <c>("max_connections", "20")</c>.</param>
    /// <exception cref="InvalidOperationException">No PostgreSQL here, or it did not start; with its log.</exception>
    public static async Task<PostgresServer> StartAsync(params (string Name, string Value)[] settings)
    {
        if (MissingReason is { } reason) throw new InvalidOperationException(reason);
        var folder = await PostgresFolder.CreateAsync();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var port = Random.Shared.Next(Ports.First, Ports.End);
                var postmaster = await Postmaster.StartAsync(folder, port, settings);
                if (postmaster.IsReady) return new PostgresServer(folder, settings, postmaster);
                if (attempt == PortTries || !postmaster.PortWasTaken) throw postmaster.Failed();
            }
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The server that all tests of this process share, started by the first. Tests that stop, kill or freeze theirs
    /// start one of their own.
    /// </summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>Makes a new database: empty, or a copy of another that nobody is connected to.</summary>
    /// <param name="template">The name of the one to copy.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionTo(name);
    }

    /// <summary>Runs a statement as the superuser, in a connection of its own, in no test's database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Calls back for every line of the server's log, from another thread, until it is started again.</summary>
    public void Listen(Action<string> logged) => postmaster.Logged = logged;

    /// <summary>Mounts a disk of a size, for as long as the server lives.</summary>
    /// <returns>Where; a tablespace may be put there.</returns>
    public Task<string> MountAsync(int megabytes) => folder.MountAsync(megabytes);

    /// <summary>Moves a part of the stopped server's data folder, such as its log, to a disk.</summary>
    public Task MoveAsync(string part, string disk) => folder.MoveAsync(part, disk);

    /// <summary>Stops as an operator does: sessions are broken off, everything is written.</summary>
    public Task StopAsync() => postmaster.StopAsync();

    /// <summary>Kills every process of the server at once, as a crash does.</summary>
    public Task KillAsync() => postmaster.KillAsync();

    /// <summary>Starts a stopped or killed server on the same folder and port, and waits until it recovered.</summary>
    /// <param name="more">Settings that come after those of the first start.</param>
    public async Task StartAgainAsync(params (string Name, string Value)[] more)
    {
        if (postmaster.IsRunning) throw new InvalidOperationException("The server still runs.");
        var next = await Postmaster.StartAsync(folder, Port, [.. settings, .. more]);
        postmaster = next.IsReady ? next : throw next.Failed();
    }

    /// <summary>Every process of the server stands still: connections stay open and nobody answers.</summary>
    public void Freeze() => postmaster.Freeze();

    public void Thaw() => postmaster.Thaw();

    /// <summary>Kills the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await folder.DisposeAsync();
        postmaster.Dispose();
    }

    private string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={Port};Username={PostgresPrograms.User};Database={database};Include Error Detail=true";
}
