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
