namespace Dhmad.Storage;

/// <summary>
/// A commit would have broken an invariant of the books: a fault of ours, never business. Nothing was written.
/// </summary>
public sealed class InvariantBrokenException : Exception
{
    public InvariantBrokenException()
    {
    }

    public InvariantBrokenException(string message)
        : base(message)
    {
    }

    public InvariantBrokenException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>Names the invariant as the specification does, with what is wrong.</summary>
    public InvariantBrokenException(string invariant, string detail)
        : base($"{invariant}: {detail}")
    {
    }
}
