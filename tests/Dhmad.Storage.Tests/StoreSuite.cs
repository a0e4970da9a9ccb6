namespace Dhmad.Storage.Tests;

/// <summary>Tests that hold on every database: a suite is derived once per database, which says how to open one.</summary>
public abstract class StoreSuite
{
    protected abstract Task<DatabaseFixture> OpenAsync();
}
