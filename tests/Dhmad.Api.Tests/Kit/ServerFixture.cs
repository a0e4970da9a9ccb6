namespace Dhmad.Api.Tests.Kit;

/// <summary>One server for all tests that do not move time far or break things.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public ApiServer Server { get; private set; } = null!;

    /// <summary>A developer for tests that change nothing of it.</summary>
    public Shop Shop { get; private set; } = null!;

    /// <summary>A developer who has nothing to do with the first.</summary>
    public Shop Stranger { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await ApiServer.StartAsync();
        Shop = await Server.OpenShopAsync();
        Stranger = await Server.OpenShopAsync();
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharedServer : ICollectionFixture<ServerFixture>
{
    public const string Name = "one server";
}
