namespace Dhmad.Storage.Tests.Sqlite;

public sealed class EscrowCommitOnSqlite : EscrowCommitSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class InvariantsOnSqlite : InvariantSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class ProofOnSqlite : ProofSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class SessionsOnSqlite : SessionSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class IdempotencyOnSqlite : IdempotencySuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class GrainRowsOnSqlite : GrainRowsSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class EscrowQueriesOnSqlite : EscrowQueriesSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class LedgerOnSqlite : LedgerSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class WatchingOnSqlite : WatchingSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}
