using Dhmad.Domain;
using Dhmad.Storage;

namespace Dhmad.Silo;

/// <summary>
/// The deployment's 32 secret bytes: the setting, or in the sandbox a file that the first start makes.
/// </summary>
public static class SecretKey
{
    public const int Length = 32;

    public const string FileName = "secret.key";

    /// <exception cref="SecretKeyException">It is missing, malformed or unreadable.</exception>
    public static byte[] Load(DhmadSettings settings, IdSource ids)
    {
        if (settings.SecretKey is { Length: > 0 } given) return Read(given, "the setting Dhmad:SecretKey");
        if (!settings.IsSandbox)
            throw new SecretKeyException("Dhmad:SecretKey is required in live: 32 random bytes in base64.");

        var path = Path.Combine(FolderOf(settings), FileName);
        try
        {
            if (!File.Exists(path)) Make(path, ids);
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new SecretKeyException(
                $"The secret key in {path} cannot be read or made, and Dhmad:SecretKey is not set: {failure.Message}",
                failure);
        }
    }

    /// <summary>Beside a SQLite file; a server's own folder of the same name where the database is elsewhere.</summary>
    private static string FolderOf(DhmadSettings settings) => Path.GetDirectoryName(
        Path.GetFullPath(settings.IsPostgres ? new DhmadSettings().Database : settings.Database))!;

    private static byte[] Read(string text, string source)
    {
        var key = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == Length
            ? key
            : throw new SecretKeyException($"The secret key in {source} must be 32 bytes in base64.");
    }

    /// <summary>Written aside and then renamed, so that two processes starting at once agree on one key.</summary>
    private static void Make(string path, IdSource ids)
    {
        var key = new byte[Length];
        ids.Fill(key);
        OwnFiles.MakeFolder(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{ids.NewHex(8)}";
        using (var file = OwnFiles.Open(draft, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
        using (var writer = new StreamWriter(file))
            writer.Write(Convert.ToBase64String(key));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
