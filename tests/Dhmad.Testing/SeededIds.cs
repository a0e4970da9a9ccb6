using Dhmad.Domain;

namespace Dhmad.Testing;

/// <summary>Ids that a seed decides, so that a run can be had again.</summary>
public sealed class SeededIds(int seed = 1) : IdSource
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> bytes)
    {
        lock (_gate) _random.NextBytes(bytes);
    }
}
