namespace Dhmad.Grains;

/// <summary>
/// The exact answer of an API call, rendered where it is committed so that a repeat gets the same bytes.
/// </summary>
public sealed record ApiAnswer(int Status, byte[] Body)
{
    /// <summary>What every answer of the API is, at first and when it is repeated.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>
    /// Whether its commit stored it with its idempotency key; if there is a key and it did not, the API stores it.
    /// </summary>
    public bool IsStored { get; init; }
}
