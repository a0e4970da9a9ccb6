namespace Dhmad.Storage;

/// <summary>
/// The database cannot be opened as asked, and waiting will not help: another server holds it, its schema was changed
/// or is newer, or it is no database of ours. The message says what to do.
/// </summary>
public sealed class DatabaseRefusedException : Exception
{
    public DatabaseRefusedException()
    {
    }

    public DatabaseRefusedException(string message)
        : base(message)
    {
    }

    public DatabaseRefusedException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
