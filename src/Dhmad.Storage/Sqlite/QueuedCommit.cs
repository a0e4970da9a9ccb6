using System.Diagnostics;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// An escrow's commit. Judged and serialized by the caller's thread, so that the writer's only writes.
/// </summary>
internal sealed class QueuedCommit(PreparedCommit commit, CancellationToken cancellation)
    : QueuedWrite<CommitOutcome>(cancellation)
{
    public override int Bytes => commit.Bytes;

    public override Activity? Span => commit.Span;

    public override bool Run(SqliteWriter writer)
    {
        Result = writer.Escrows.Write(commit, out var isHalfWritten);
        return !isHalfWritten;
    }
}
