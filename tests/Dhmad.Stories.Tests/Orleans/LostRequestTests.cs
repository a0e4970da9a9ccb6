using Dhmad.Api.Http;
using Dhmad.Api.Settings;
using Dhmad.Api.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>Requests with a key whose first call gets lost with a silo.</summary>
public sealed class LostRequestTests : IAsyncLifetime
{
    private const string Key = "k";

    private static readonly ApiCaller Caller = new("caller", Limit: 1);

    private WebApplication door = null!;
    private int runs;

    /// <summary>What a door is made of, which nobody starts.</summary>
    public async Task InitializeAsync()
    {
        var settings = (await Deployment.MakeAsync()).Settings().Append(("Dhmad__Cluster__Role", "api"))
            .ToDictionary(one => one.Item1.Replace("__", ":", StringComparison.Ordinal), one => (string?)one.Item2);
        door = ServerSetup.Build(
            SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()), "http://127.0.0.1:0");
    }

    public async Task DisposeAsync() => await door.DisposeAsync();

    [Fact]
    public async Task What_is_one_commit_runs_again()
    {
        Assert.Equal(201, (await RunAsync("/api/v1/escrows")).Status);
        Assert.Equal(2, runs);
    }

    /// <summary>Half a scenario is there already; but its key is free for whoever wants a whole one.</summary>
    [Fact]
    public async Task A_scenario_does_not_run_again_by_itself()
    {
        await Assert.ThrowsAsync<SiloUnavailableException>(() => RunAsync("/api/v1/sandbox/scenario"));
        Assert.Equal(1, runs);
        Assert.Equal(201, (await RunAsync("/api/v1/sandbox/scenario")).Status);
        Assert.Equal(201, (await RunAsync("/api/v1/sandbox/scenario")).Status);
        Assert.Equal(2, runs);
    }

    private Task<Reply> RunAsync(string path)
    {
        var operation = ((IEndpointRouteBuilder)door).DataSources.SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<ApiCall>())
            .Single(call => call is { Method: "POST" } && call.Path == path)!.Operation;
        return door.Services.GetRequiredService<Idempotency>().RunAsync(
            new DefaultHttpContext(), Caller, operation, [], Key, claim => LoseTheFirst());
    }

    private Task<Reply> LoseTheFirst()
    {
        runs++;
        return runs == 1
            ? throw new SiloUnavailableException("It had the call.")
            : Task.FromResult(Reply.Created([]));
    }
}
