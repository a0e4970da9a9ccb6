namespace Dhmad.Storage.Ledger;

/// <summary>
/// Counts what breaks an invariant and remembers the first few, so that a broken ledger does not fill memory.
/// </summary>
internal sealed class Breaches(string name)
{
    private const int MaxShown = 3;

    private readonly List<string> _shown = [];
    private long _count;

    public void Add(string breach)
    {
        _count++;
        if (_shown.Count < MaxShown) _shown.Add(breach);
    }

    public ProofCheck ToCheck(long looked) => new(
        name, _count == 0, looked, _count == 0 ? "" : $"{_count} broken, first: {string.Join("; ", _shown)}");
}
