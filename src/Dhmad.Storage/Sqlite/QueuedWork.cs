namespace Dhmad.Storage.Sqlite;

/// <summary>Any write of a store.</summary>
internal sealed class QueuedWork<T>(Func<Work, Task<T>> write, CancellationToken cancellation)
    : QueuedWrite<T>(cancellation)
{
    private const int TypicalBytes = 1024;

    public override int Bytes => TypicalBytes;

    public override bool NeedsSavepoint => true;

    public override bool Run(SqliteWriter writer)
    {
        // The provider does its work synchronously, so this does not wait; the writer's thread is not of the pool.
        Result = write(new Work(writer.Connection, transaction: null)).GetAwaiter().GetResult();
        return true;
    }
}
