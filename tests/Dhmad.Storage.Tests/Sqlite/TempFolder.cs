namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>A folder for one test's database file, deleted afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dhmad-storage-");

    public string File => Path.Combine(_folder.FullName, "dhmad.db");

    public void Dispose()
    {
        _folder.Refresh();
        if (_folder.Exists) _folder.Delete(recursive: true);
    }
}
