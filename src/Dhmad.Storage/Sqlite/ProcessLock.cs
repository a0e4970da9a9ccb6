namespace Dhmad.Storage.Sqlite;

/// <summary>
/// Keeps a second server off a database file:
/// a lock of the operating system on <c>{file}.lock</c>, gone with the process.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    private readonly FileStream file;

    private ProcessLock(FileStream file) => this.file = file;

    /// <summary>Null when another server holds it.</summary>
    public static ProcessLock? TryTake(string databasePath)
    {
        try
        {
            return new ProcessLock(
                OwnFiles.Open(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(databasePath + ".lock"))
        {
            return null;
        }
    }

    public void Dispose() => file.Dispose();
}
