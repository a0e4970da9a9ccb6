namespace Dhmad.Domain.Tests;

/// <summary>The same ids for the same seed.</summary>
internal sealed class SeededIds(int seed = 1) : IdSource
{
    private readonly Random random = new(seed);

    public override void Fill(Span<byte> bytes) => random.NextBytes(bytes);
}
