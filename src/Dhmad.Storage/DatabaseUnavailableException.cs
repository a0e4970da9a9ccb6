namespace Dhmad.Storage;

/// <summary>
/// The database is away, full or overloaded, or the outcome of a commit is unknown: answered as 503 <c>UNAVAILABLE</c>,
/// and safe to repeat with the same command id.
/// </summary>
public sealed class DatabaseUnavailableException : Exception
{
    public DatabaseUnavailableException()
    {
    }

    public DatabaseUnavailableException(string message)
        : base(message)
    {
    }

    public DatabaseUnavailableException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
