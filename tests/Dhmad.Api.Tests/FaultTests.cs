using Dhmad.Storage.Ledger;
using Dhmad.Testing;

namespace Dhmad.Api.Tests;

/// <summary>What callers see when the machine is broken.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private Shop _shop = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _shop = await _server.OpenShopAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Without_the_database_everything_is_unavailable_and_comes_back_by_itself()
    {
        var id = await _shop.CreateAsync();
        _server.Faults.IsAway = true;
        var answer = (await _shop.Api.Post("/api/v1/escrows", _shop.NewEscrow())).Is(503, "UNAVAILABLE");
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.Equal("Service Unavailable", answer.At("error").GetString());
        (await _shop.Api.Get("/api/v1/escrows")).Is(503, "UNAVAILABLE");
        (await _shop.Api.And("Idempotency-Key", "x").Post($"/api/v1/escrows/{id}/cancel")).Is(503, "UNAVAILABLE");

        _server.Faults.IsAway = false;
        (await _shop.Api.And("Idempotency-Key", "x").Post($"/api/v1/escrows/{id}/cancel")).Is(200);
    }

    [Fact]
    public async Task A_read_that_fails_is_asked_again_and_only_of_a_change_the_outcome_is_unknown()
    {
        var id = await _shop.CreateAsync();
        _server.Faults.IsAway = true;
        var read = (await _shop.Api.Get("/api/v1/escrows")).Is(503, "UNAVAILABLE");
        var change = (await _shop.Api.Post($"/api/v1/escrows/{id}/cancel")).Is(503, "UNAVAILABLE");
        Assert.Equal("This is not available now. Try again.", read.At("message").GetString());
        Assert.Contains("outcome is unknown", change.At("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_is_foreseen_is_logged_in_one_line_that_says_why()
    {
        var id = await _shop.CreateAsync();
        _server.Faults.IsAway = true;
        await _shop.Api.Get("/api/v1/escrows");
        await _shop.Api.And("Idempotency-Key", "x").Post($"/api/v1/escrows/{id}/cancel");
        await _shop.Api.Post($"/api/v1/escrows/{id}/cancel");
        var lines = _server.Logs.Lines.Where(line => line.Contains("Unavailable for", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.EndsWith("The database is away, as the test asked. ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Logs.Lines, line => line.Contains("\n   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultPoint.BeforeCommit, "pending")]
    [InlineData(FaultPoint.AfterCommit, "cancelled")]
    public async Task After_a_failed_commit_reads_show_what_was_committed(FaultPoint point, string status)
    {
        var id = await _shop.CreateAsync();
        _server.Faults.FailNextCommit(point);
        (await _shop.Api.Post($"/api/v1/escrows/{id}/cancel")).Is(503, "UNAVAILABLE");
        Assert.Equal(status, (await _shop.Api.Get($"/api/v1/escrows/{id}")).Is(200).At("escrow.status").GetString());
    }

    [Theory]
    [InlineData(FaultPoint.BeforeCommit, 24)]
    [InlineData(FaultPoint.AfterCommit, 25)]
    public async Task A_scenario_that_broke_off_is_whole_when_it_is_repeated_with_its_key(FaultPoint point, int escrows)
    {
        var api = _shop.Api.And("Idempotency-Key", "k");
        const string body = """{"name":"one_of_each"}""";
        _server.Faults.FailNextCommit(point);
        (await api.Post("/api/v1/sandbox/scenario", body)).Is(503, "UNAVAILABLE");
        var made = (await api.Post("/api/v1/sandbox/scenario", body)).Is(201);
        Assert.Equal(24, made.At("escrows").GetArrayLength());
        Assert.Equal(
            escrows, (await _shop.Api.Get("/api/v1/escrows?role=creator")).Is(200).At("pagination.total").GetInt32());
        var proof = await _server.Get<LedgerProof>().ProveAsync(_server.Time.GetUtcNow(), CancellationToken.None);
        Assert.True(proof.Ok, string.Join('\n', proof.Checks));
    }

    [Fact]
    public async Task A_fault_names_its_request_and_nothing_of_its_insides()
    {
        var id = await _shop.CreateAsync();
        var other = await _server.OpenShopAsync();
        await _server.Faults.WriteAsync(
            work => work.ExecuteAsync("UPDATE escrows SET state = x'7b7d', version = version + 1 WHERE id = @id", new { id }), CancellationToken.None);
        var answer = (await other.Api.Get("/api/v1/escrows?role=creator")).Is(200);
        Assert.Empty(answer.At("escrows").EnumerateArray());
        var fault = (await _shop.Api.Get("/api/v1/escrows?role=creator")).Is(500, "INTERNAL");
        Assert.Equal(fault.Header("X-Request-Id"), fault.At("requestId").GetString());
        Assert.DoesNotContain("Exception", fault.Text);
    }
}
