namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>
/// Choices that are the same for the same seed, on every machine and in every release: SplitMix64 (Steele, Lea and
/// Flood, 2014). For practice only; nothing it draws is an id or a secret.
/// </summary>
public sealed class SeededDraw(long seed)
{
    private ulong state = unchecked((ulong)seed);

    /// <summary>A number from 0 up to <paramref name="end"/>, which is not drawn.</summary>
    public int Next(int end) => (int)(Next() % (ulong)end);

    /// <summary>So many different items of a list, in the order they were drawn.</summary>
    public IReadOnlyList<T> Take<T>(IEnumerable<T> from, int count)
    {
        var left = from.ToList();
        var taken = new List<T>(count);
        for (var i = 0; i < count; i++)
        {
            var at = Next(left.Count);
            taken.Add(left[at]);
            left.RemoveAt(at);
        }

        return taken;
    }

    private ulong Next()
    {
        unchecked
        {
            var mixed = state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
