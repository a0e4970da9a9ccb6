using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>Escrows with everything that must agree with them: loaded whole, changed only by a commit.</summary>
public sealed class EscrowStore(Database database)
{
    /// <summary>The escrow after its last commit, or null when there is none.</summary>
    public async Task<Escrow?> LoadAsync(string id, CancellationToken cancellationToken) =>
        await database.StateAsync(id, cancellationToken) is { } state ? EscrowState.Read(state) : null;

    /// <summary>Writes all of it or nothing, durably once answered.</summary>
    /// <exception cref="InvariantBrokenException">
    /// The commit contradicts itself or the books: a fault, nothing is written.
    /// </exception>
    /// <exception cref="DatabaseUnavailableException">The outcome is unknown, or too much is waiting.</exception>
    public Task<CommitOutcome> CommitAsync(EscrowCommit commit, CancellationToken cancellationToken) =>
        CommitTelemetry.IsWatched
            ? CommitTelemetry.WatchAsync(database, commit, cancellationToken)
            : database.CommitAsync(commit, cancellationToken);

    /// <summary>
    /// The next number of the deployment's dispute tickets, from 1.
    /// A number whose dispute fails to commit stays unused.
    /// </summary>
    public Task<long> NextTicketAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(work => Counters.NextAsync(work, "ticket"), cancellationToken);
}
