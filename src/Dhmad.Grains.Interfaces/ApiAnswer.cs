namespace Dhmad.Grains;

/// <summary>The exact answer of an API call, rendered where it is committed so that a repeat gets the same bytes.</summary>
public sealed record ApiAnswer(int Status, byte[] Body)
{
    /// <summary>Whether the commit stored it with its idempotency key. If not, and there is a key, the API stores it afterwards.</summary>
    public bool IsStored { get; init; }
}
