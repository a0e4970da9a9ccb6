namespace Dhmad.Storage;

/// <summary>Folders and files that nobody but the process's user reads: they hold names, mails and keys.</summary>
public static class OwnFiles
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute;

    /// <summary>Makes a folder; one that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OfFolders);
    }

    /// <summary>Makes an empty file; one that is there stays as it is.</summary>
    public static void Make(string path)
    {
        if (File.Exists(path)) return;
        try
        {
            Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody else made it meanwhile.
        }
    }

    /// <summary>Opens a file; one that it makes is the user's alone.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OfFiles;
        return new FileStream(path, options);
    }
}
