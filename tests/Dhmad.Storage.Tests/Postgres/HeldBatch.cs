using Dhmad.Domain.Escrows;
using Dhmad.Storage.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// A batch that is judged and not written yet, so that what comes meanwhile waits together. The database must have one
/// committer.
/// </summary>
internal sealed class HeldBatch
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<CommitOutcome> held;
    private int batches;

    private HeldBatch(PostgresFixture fixture, Func<CommitPoint, Task>? next)
    {
        Writer = fixture.Postgres.Queue.Writers.Single();
        Writer.AtPoint = async point =>
        {
            if (point == CommitPoint.BeforeCommit) batches++;
            if (batches > 1)
            {
                await (next?.Invoke(point) ?? Task.CompletedTask);
                return;
            }

            reached.TrySetResult();
            await open.Task;
        };
        held = fixture.Database.CommitAsync(fixture.NewLife().Create(), CancellationToken.None);
    }

    public BatchWriter Writer { get; }

    /// <param name="next">What happens around every write that comes later.</param>
    public static async Task<HeldBatch> CloseAsync(PostgresFixture fixture, Func<CommitPoint, Task>? next = null)
    {
        var batch = new HeldBatch(fixture, next);
        await batch.reached.Task.WaitAsync(Patience);
        return batch;
    }

    public async Task OpenAsync()
    {
        open.TrySetResult();
        Assert.Equal(CommitOutcome.Done, await held.WaitAsync(Patience));
    }
}
