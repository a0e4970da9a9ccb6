using Dhmad.Storage.Tests.Accounts;
using Dhmad.Storage.Tests.Webhooks;

namespace Dhmad.Storage.Tests.Postgres;

public sealed class EscrowCommitOnPostgres : EscrowCommitSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class InvariantsOnPostgres : InvariantSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class ProofOnPostgres : ProofSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class SessionsOnPostgres : SessionSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class IdempotencyOnPostgres : IdempotencySuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class GrainRowsOnPostgres : GrainRowsSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class EscrowQueriesOnPostgres : EscrowQueriesSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class LedgerOnPostgres : LedgerSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class SignInsOnPostgres : SignInSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class DevelopersOnPostgres : DeveloperSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class AssociationsOnPostgres : AssociationSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class WalletsOnPostgres : WalletSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class OutboxOnPostgres : OutboxSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class DeliveriesOnPostgres : DeliverySuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class EndpointsOnPostgres : EndpointSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class CatchersOnPostgres : CatcherSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}

public sealed class WatchingOnPostgres : WatchingSuite
{
    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();
}
