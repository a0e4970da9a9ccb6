using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Tests.Accounts;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Storage.Tests.Webhooks;

/// <summary>Developers, endpoints and events, and the looks at what became of them.</summary>
internal sealed class WebhooksFixture
{
    public static readonly DateTimeOffset Start = DatabaseFixture.Start;

    private readonly DatabaseFixture _fixture;
    private readonly AccountsFixture _accounts;

    public WebhooksFixture(DatabaseFixture fixture)
    {
        _fixture = fixture;
        _accounts = new AccountsFixture(fixture);
        var sealer = new Sealer(new byte[32], fixture.Ids);
        Endpoints = new EndpointStore(fixture.Database, sealer);
        Deliveries = new DeliveryStore(fixture.Database, Endpoints);
        Backlogs = new BacklogStore(fixture.Database);
        Outbox = new OutboxStore(fixture.Database, fixture.Ids);
        Catcher = new CatcherStore(fixture.Database, sealer);
    }

    public EndpointStore Endpoints { get; }

    public DeliveryStore Deliveries { get; }

    public BacklogStore Backlogs { get; }

    public OutboxStore Outbox { get; }

    public CatcherStore Catcher { get; }

    public IdSource Ids => _fixture.Ids;

    public async Task<string> AddDeveloperAsync() =>
        (await _accounts.AddDeveloperAsync($"{Ids.NewHex(4)}@example.tn")).Id;

    public async Task<StoredEndpoint> AddEndpointAsync(string developerId, params string[] events)
    {
        var endpoint = NewEndpoint(developerId, events.Length == 0 ? EventTypes.Default : events);
        Assert.True(await Endpoints.AddAsync(endpoint, EndpointSecrets.New(Ids), 10, null, default));
        return (await Endpoints.FindAsync(endpoint.Id, default))!;
    }

    public WebhookEndpoint NewEndpoint(string developerId, IReadOnlyList<string> events) => new()
    {
        Id = Ids.NewId(Start),
        DeveloperId = developerId,
        Url = "https://shop.example.tn/hooks",
        Events = events,
        CreatedAt = Start.AddMinutes(-1),
        UpdatedAt = Start.AddMinutes(-1),
    };

    public async Task<StoredEndpoint> ChangeAsync(StoredEndpoint stored, WebhookChange change, DateTimeOffset now) =>
        (await Endpoints.ChangeAsync(stored, stored.Endpoint.With(change, now), stored.Secrets, null, default))!;

    /// <summary>A user who lets the developer act for them from <see cref="Start"/> on.</summary>
    public async Task<Person> AssociateAsync(string developerId)
    {
        var user = await _accounts.AddUserAsync($"{Ids.NewHex(4)}@example.tn");
        await _fixture.Database.WriteAsync(
            work => AssociationStore.WriteAsync(work, Ids.NewId(Start), developerId, user.Id, Start), default);
        return user.ToPerson();
    }

    public Task DissociateAsync(string developerId, DateTimeOffset now) =>
        new AssociationStore(_fixture.Database).EndAsync(developerId, now, default);

    /// <summary>An escrow that this developer creates now.</summary>
    public Life NewLife(string developerId, Person? buyer = null)
    {
        var life = _fixture.NewLife();
        life.Escrow = life.Escrow with { DeveloperId = developerId, Buyer = buyer ?? life.Escrow.Buyer };
        return life;
    }

    public Task CommitAsync(params EscrowCommit[] commits) => _fixture.CommitAsync(commits);

    /// <summary>Created and paid: one <c>escrow.created</c> and one <c>escrow.status.updated</c>.</summary>
    public async Task<Life> PayOneAsync(string developerId, Person? buyer = null)
    {
        var life = NewLife(developerId, buyer);
        await CommitAsync(life.Create(), life.Pay());
        return life;
    }

    /// <summary>So many escrows that were created, each with a delivery to whoever listens to that.</summary>
    public async Task DeliverAsync(string developerId, int escrows)
    {
        await Task.WhenAll(Enumerable.Range(0, escrows).Select(_ => CommitAsync(NewLife(developerId).Create())));
        while ((await DispatchAsync()).Events > 0) await DispatchAsync();
    }

    public Task<Dispatched> DispatchAsync(int limit = 256, DateTimeOffset? since = null) =>
        Outbox.DispatchAsync(since ?? DateTimeOffset.UnixEpoch, limit, Start, default);

    /// <summary>Every delivery as <c>endpoint sequence status failure attempts</c>, oldest event first.</summary>
    public Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync() => _fixture.Database.ReadAsync(
        work => work.ListAsync<DeliveryRow>(
            """
            SELECT d.id AS Id, d.endpoint_id AS EndpointId, e.id AS EscrowId, d.sequence AS Sequence,
                d.status AS Status, d.failure_reason AS Failure, d.attempt_count AS Attempts,
                d.next_attempt_at AS NextAttemptAt, d.ended_at AS EndedAt
            FROM webhook_deliveries d JOIN escrows e ON e.number = d.escrow_number
            ORDER BY d.created_at, e.id, d.sequence, d.endpoint_id
            """),
        default);

    public Task<long> CountAsync(string table) =>
        _fixture.Database.ReadAsync(work => work.FirstAsync<long>($"SELECT count(*) FROM {table}"), default);

    public Task<long> CountWaitingAsync() => _fixture.Database.ReadAsync(
        work => work.FirstAsync<long>("SELECT count(*) FROM outbox"), default);

    /// <summary>Writes an attempt that was answered so, and what it means.</summary>
    public Task<AttemptsWritten> AnswerAsync(
        StoredEndpoint stored, Guid deliveryId, int number, int status, DateTimeOffset? at = null, Mail? mail = null) =>
        WriteAsync(stored, [Attempt(deliveryId, number, status, at)], mail);

    public static EndedAttempt Attempt(Guid deliveryId, int number, int status, DateTimeOffset? at = null) =>
        new(deliveryId, number, AttemptTrigger.Scheduled, at ?? Start, TimeSpan.Zero, status, null, null, "thanks");

    /// <summary>Writes attempts together, and what they mean.</summary>
    public Task<AttemptsWritten> WriteAsync(
        StoredEndpoint stored, IReadOnlyList<EndedAttempt> attempts, Mail? mail = null)
    {
        var after = stored.Endpoint;
        var judged = attempts.Select(attempt =>
        {
            var verdict = DeliveryDecider.Decide(
                new DeliveryProgress(DeliveryStatus.Pending, attempt.Number), attempt.Outcome(attempt.StartedAt),
                after.FirstFailureAt, 5, 0.5);
            after = after.After(attempt, verdict);
            return new JudgedAttempt(attempt, verdict);
        }).ToList();
        return Deliveries.WriteAsync(stored, after, judged, mail, default);
    }
}

/// <summary>A delivery as tests look at it.</summary>
internal sealed record DeliveryRow
{
    public Guid Id { get; init; }

    public string EndpointId { get; init; } = "";

    public string EscrowId { get; init; } = "";

    public long Sequence { get; init; }

    public string Status { get; init; } = "";

    public string? Failure { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
