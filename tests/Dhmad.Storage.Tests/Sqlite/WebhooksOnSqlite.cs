using Dhmad.Storage.Tests.Webhooks;

namespace Dhmad.Storage.Tests.Sqlite;

public sealed class OutboxOnSqlite : OutboxSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class DeliveriesOnSqlite : DeliverySuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class EndpointsOnSqlite : EndpointSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class CatchersOnSqlite : CatcherSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}
