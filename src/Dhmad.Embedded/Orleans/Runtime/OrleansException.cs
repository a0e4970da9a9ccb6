namespace Orleans.Runtime;

/// <summary>A fault of the grain host or of grain storage.</summary>
public class OrleansException : Exception
{
    /// <summary>A fault without words.</summary>
    public OrleansException()
    {
    }

    /// <summary>A fault in words.</summary>
    public OrleansException(string message) : base(message)
    {
    }

    /// <summary>A fault and its cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
