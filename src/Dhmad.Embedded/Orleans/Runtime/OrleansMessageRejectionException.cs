namespace Orleans.Runtime;

/// <summary>A call was not taken, so it did not run.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message) : base(message)
    {
    }
}
