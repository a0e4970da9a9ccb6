namespace Dhmad.Silo;

/// <summary>The deployment's secret key is missing or malformed; the message says in plain words what to do.</summary>
public sealed class SecretKeyException : Exception
{
    public SecretKeyException()
    {
    }

    public SecretKeyException(string message)
        : base(message)
    {
    }

    public SecretKeyException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
