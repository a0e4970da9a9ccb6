using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage;
using Dhmad.Storage.Webhooks;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>A runtime and a receiver that it delivers to. Time stands still unless a test moves it.</summary>
public abstract class WebhookTest(ClusterPlan? plan = null) : ClusterTest(plan), IAsyncLifetime
{
    protected Receiver Receiver { get; private set; } = null!;

    protected DateTimeOffset Now => Cluster.Time.GetUtcNow();

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Receiver = await Receiver.StartAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>An endpoint of the escrows' developer, at the receiver unless told otherwise; it hears creations.</summary>
    protected async Task<TestEndpoint> AddAsync(
        string? url = null, string developerId = The.DeveloperId, IReadOnlyList<string>? events = null)
    {
        var id = Cluster.Get<Domain.IdSource>().NewId(Now);
        var input = new NewWebhook(url ?? Receiver.Url + "/hooks?key=1", events ?? [EventTypes.Created]);
        Assert.Null((await Cluster.Grains.WebhookEndpoint(id).Create(developerId, input, null)).Refusal);
        return new TestEndpoint(id, developerId, (await Cluster.Get<EndpointStore>().FindAsync(id, default))!.Secrets.Current);
    }

    protected IWebhookEndpointGrain Grain(TestEndpoint endpoint) => Cluster.Grains.WebhookEndpoint(endpoint.Id);

    protected async Task<WebhookEndpoint> ReadAsync(TestEndpoint endpoint) =>
        (await Grain(endpoint).Read(endpoint.DeveloperId)).Value!;

    /// <summary>Waits until so many attempts were made and written, and whatever follows from them is done.</summary>
    protected async Task AttemptedAsync(int count)
    {
        await DhmadCluster.Eventually(async () => (await AttemptsAsync()).Count >= count);
        await Cluster.SettleAsync();
    }

    protected Task<IReadOnlyList<AttemptRow>> AttemptsAsync() => Cluster.Get<Database>().ReadAsync(
        work => work.ListAsync<AttemptRow>(
            """
            SELECT d.endpoint_id AS EndpointId, d.sequence AS Sequence, a.number AS Number, a.started_at AS StartedAt,
                a.response_status AS Status, a.error AS Error, a.response_body AS Body
            FROM webhook_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id ORDER BY a.started_at, a.number
            """),
        default);

    protected Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync() => Cluster.Get<Database>().ReadAsync(
        work => work.ListAsync<DeliveryRow>(
            """
            SELECT id AS Id, endpoint_id AS EndpointId, sequence AS Sequence, status AS Status, failure_reason AS Failure,
                attempt_count AS Attempts, next_attempt_at AS NextAttemptAt
            FROM webhook_deliveries ORDER BY escrow_number, sequence, endpoint_id
            """),
        default);

    /// <summary>Commits an event whose nudge is lost, as when the process dies right after the commit.</summary>
    /// <param name="took">How long ago the commit's time was taken.</param>
    protected async Task CreateUnheardAsync(TimeSpan took = default)
    {
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        Cluster.Time.Jump(-took);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(CreateAsync);
        Cluster.Time.Jump(took);
    }
}

/// <summary>An endpoint as the test that made it knows it.</summary>
public sealed record TestEndpoint(string Id, string DeveloperId, string Secret);

public sealed record AttemptRow
{
    public string EndpointId { get; init; } = "";

    public long Sequence { get; init; }

    public int Number { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    public string? Body { get; init; }
}

public sealed record DeliveryRow
{
    public Guid Id { get; init; }

    public string EndpointId { get; init; } = "";

    public long Sequence { get; init; }

    public string Status { get; init; } = "";

    public string? Failure { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }
}
