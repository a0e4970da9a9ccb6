using System.Diagnostics;

namespace Dhmad.Testing.Postgres;

/// <summary>
/// The folder of one server, guarded by a keeper: a shell in a session of its own that waits for the end of its input.
/// The pipe closes when the folder is disposed of and when the test process dies of anything; then the keeper kills
/// what runs in the folder and removes it.
/// </summary>
internal sealed class PostgresFolder : IAsyncDisposable
{
    private const string Prefix = "dhmad-postgres-";
    private const string LockName = "in-use";

    // All processes of a server work in its folder, and nothing else does. $1: what runs, $2: what is removed.
    private const string Keeper =
        """
        cat >/dev/null
        for round in 1 2 3 4 5; do
          for process in /proc/[0-9]*; do
            if [ "$process/cwd" -ef "$1" ]; then kill -KILL "${process#/proc/}"; fi
          done
        done
        while read -r device path rest; do
          case $path in "$2"/*) umount -l "$path";; esac
        done </proc/mounts
        rm -rf "$2"
        """;

    private readonly string root;
    private int disks;
    private readonly FileStream inUse;
    private readonly Process keeper;

    private PostgresFolder(string root)
    {
        this.root = root;
        inUse = new FileStream(Path.Combine(root, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        keeper = Process.Start(PostgresPrograms.Command("setsid", ["sh", "-c", Keeper, "keeper", DataFolder, root]))!;
    }

    public string DataFolder => Path.Combine(root, "data");

    /// <summary>Makes an empty cluster of databases.</summary>
    public static async Task<PostgresFolder> CreateAsync()
    {
        await SweepAsync();
        var root = Directory.CreateTempSubdirectory(Prefix).FullName;
        var folder = new PostgresFolder(root);
        try
        {
            // The server's user passes through it to its own part.
            await PostgresPrograms.RunAsync(PostgresPrograms.Command("chmod", ["755", root]));
            Directory.CreateDirectory(folder.DataFolder);
            await PostgresPrograms.HandOverAsync(folder.DataFolder);
            await PostgresPrograms.RunAsync(PostgresPrograms.Program(
                "initdb", "-D", folder.DataFolder, "-U", PostgresPrograms.User,
                "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"));
            return folder;
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Mounts a disk of a size in the folder, for the server's user; it goes with the folder.</summary>
    public async Task<string> MountAsync(int megabytes)
    {
        var path = Path.Combine(root, $"disk-{++disks}");
        Directory.CreateDirectory(path);
        await PostgresPrograms.RunAsync(PostgresPrograms.Command(
            "mount", ["-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "dhmad-test", path]));
        await PostgresPrograms.HandOverAsync(path);
        return path;
    }

    /// <summary>Gives the data folder's part a place on such a disk; the server must not run.</summary>
    public async Task MoveAsync(string part, string disk)
    {
        var from = Path.Combine(DataFolder, part);
        await PostgresPrograms.RunAsync(PostgresPrograms.Command("cp", ["-a", from, disk]));
        await PostgresPrograms.RunAsync(PostgresPrograms.Command("rm", ["-r", from]));
        await PostgresPrograms.RunAsync(PostgresPrograms.Command("ln", ["-s", Path.Combine(disk, part), from]));
    }

    /// <summary>Kills what still runs in the folder, and removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
        await inUse.DisposeAsync();
    }

    /// <summary>Removes folders whose test process and keeper were both killed: nobody holds their lock.</summary>
    private static async Task SweepAsync()
    {
        foreach (var left in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            if (IsInUse(left)) continue;
            foreach (var disk in Directory.GetDirectories(left, "disk-*"))
                await PostgresPrograms.RunAsync(PostgresPrograms.Command("umount", ["-l", disk]));
            await PostgresPrograms.RunAsync(PostgresPrograms.Command("rm", ["-rf", left]));
        }
    }

    private static bool IsInUse(string folder)
    {
        try
        {
            new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Locked, not locked yet, removed by another sweep, or somebody else's.
            return true;
        }
    }
}
