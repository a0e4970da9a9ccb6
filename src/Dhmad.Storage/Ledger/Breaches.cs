namespace Dhmad.Storage.Ledger;

/// <summary>
/// Counts what breaks an invariant and remembers the first few, so that a broken ledger does not fill memory.
/// </summary>
internal sealed class Breaches(string name)
{
    private const int MaxShown = 3;

    private readonly List<string> shown = [];
    private long count;

    public void Add(string breach)
    {
        count++;
        if (shown.Count < MaxShown) shown.Add(breach);
    }

    public ProofCheck ToCheck(long looked) => new(
        name, count == 0, looked, count == 0 ? "" : $"{count} broken, first: {string.Join("; ", shown)}");
}
