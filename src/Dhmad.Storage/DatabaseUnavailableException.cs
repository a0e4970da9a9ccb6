using Npgsql;

namespace Dhmad.Storage;

/// <summary>
/// The database is away, full or overloaded, or the outcome of a commit is unknown: answered as 503 <c>UNAVAILABLE</c>,
/// and safe to repeat with the same command id.
/// </summary>
public sealed class DatabaseUnavailableException : Exception
{
    /// <summary>Causes of causes are told so far.</summary>
    private const int MaxCauses = 4;

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

    /// <summary>Why, in one line for logs: the message, and what its causes add to it.</summary>
    public string Reason
    {
        get
        {
            var told = Line(this);
            var cause = InnerException;
            for (var depth = 0; depth < MaxCauses && cause is not null; depth++, cause = cause.InnerException)
            {
                var line = Line(cause);
                if (!told.Contains(line, StringComparison.Ordinal)) told += $". {line}";
            }

            return told + ".";
        }
    }

    /// <summary>What the database adds below the first line are details of rows and hints for programmers.</summary>
    private static string Line(Exception failure)
    {
        var text = (failure is PostgresException known ? known.MessageText : failure.Message).AsSpan().Trim();
        return text[..(text.IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length)].TrimEnd('.').ToString();
    }
}
