using Dhmad.Testing;

namespace Dhmad.Storage.Tests;

/// <summary>
/// A fresh database for one test. The suite is written against this type alone; a second database becomes one more
/// class beside <see cref="SqliteFixture"/>.
/// </summary>
public abstract class DatabaseFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    public abstract Database Database { get; }

    public SeededIds Ids { get; } = new(20_260_901);

    public Life NewLife() => new(Ids, Start);

    /// <summary>Runs a statement as an intruder would: behind the stores' back, with triggers and foreign keys off.</summary>
    public abstract Task TamperAsync(string sql);

    public abstract ValueTask DisposeAsync();
}
