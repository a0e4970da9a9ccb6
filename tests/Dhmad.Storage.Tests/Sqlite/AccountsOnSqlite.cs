using Dhmad.Storage.Tests.Accounts;

namespace Dhmad.Storage.Tests.Sqlite;

public sealed class SignInsOnSqlite : SignInSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class DevelopersOnSqlite : DeveloperSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class AssociationsOnSqlite : AssociationSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}

public sealed class WalletsOnSqlite : WalletSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();
}
