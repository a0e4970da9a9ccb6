namespace Dhmad.Storage.Postgres;

/// <summary>
/// The numbers of escrows that were read or written lately: what a commit must know to be written without asking first.
/// An escrow's number never changes. Safe to use from many threads.
/// </summary>
internal sealed class EscrowNumbers
{
    /// <summary>Some megabytes; what was learned longer ago than that many others is forgotten.</summary>
    private const int MaxYoung = 32_768;

    private readonly Lock access = new();
    private Dictionary<string, long> young = new(StringComparer.Ordinal);
    private Dictionary<string, long> old = new(StringComparer.Ordinal);

    public void Learn(string escrowId, long number)
    {
        lock (access) Keep(escrowId, number);
    }

    public bool TryFind(string escrowId, out long number)
    {
        lock (access)
        {
            if (young.TryGetValue(escrowId, out number)) return true;
            if (!old.TryGetValue(escrowId, out number)) return false;
            Keep(escrowId, number);
            return true;
        }
    }

    private void Keep(string escrowId, long number)
    {
        if (young.Count >= MaxYoung) (old, young) = (young, new Dictionary<string, long>(StringComparer.Ordinal));
        young[escrowId] = number;
    }
}
