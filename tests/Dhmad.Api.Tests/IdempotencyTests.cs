using Dhmad.Testing;

namespace Dhmad.Api.Tests;

/// <summary>A POST with an <c>Idempotency-Key</c> happens once, and its answer comes again to the byte.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Escrows = "/api/v1/escrows";
    private const string Header = "Idempotency-Key";

    private ApiServer _server = null!;
    private Shop _shop = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _shop = await _server.OpenShopAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_repeat_gets_the_same_bytes_and_nothing_happens_twice()
    {
        var api = _shop.Api.And(Header, "order 17 / {e}");
        var first = (await api.Post(Escrows, _shop.NewEscrow())).Is(201);
        Assert.Null(first.Header("Idempotency-Replayed"));
        var before = await _server.CountRowsAsync();
        _server.Time.Advance(TimeSpan.FromMinutes(5));

        var again = (await api.Post(Escrows, _shop.NewEscrow())).Is(201);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(first.ContentType, again.ContentType);
        Assert.NotEqual(first.Header("X-RateLimit-Reset"), again.Header("X-RateLimit-Reset"));
        Assert.NotEqual(first.Header("X-Request-Id"), again.Header("X-Request-Id"));
        Assert.Equal(before, await _server.CountRowsAsync());
    }

    [Fact]
    public async Task Every_post_keeps_its_answer()
    {
        var (quick, sent, left) = (await _shop.PaidAsync(), await _shop.DeliveredAsync(), await _shop.CreateAsync());
        var session = await _shop.OpenSessionAsync(left, "accept_pay", _shop.Buyer);
        await RepeatsAsync($"{Escrows}/{quick}/deliver", null);
        await RepeatsAsync($"{Escrows}/{left}/sessions", Acting.Session("accept_pay", _shop.Buyer));
        await RepeatsAsync($"/api/v1/sessions/{session}/cancel", null);
        await RepeatsAsync($"/api/v1/sessions/{session}/cancel", null);
        await RepeatsAsync($"{Escrows}/{left}/cancel", null);
        await RepeatsAsync("/api/v1/sandbox/top-up", new { email = _shop.Buyer, amount = 1 });
        Assert.Equal("delivered", (await _shop.Api.Get($"{Escrows}/{sent}")).At("escrow.status").GetString());
    }

    [Fact]
    public async Task A_secret_answer_comes_again_too_and_is_not_kept_in_the_clear()
    {
        var portal = (await _shop.PortalAsync()).And(Header, "key-1");
        var first = (await portal.Post("/api/developer/keys", new { name = "Second" })).Is(201);
        Assert.Equal(first.Bytes, (await portal.Post("/api/developer/keys", new { name = "Second" })).Is(201).Bytes);
        var key = first.At("key").GetString()!;
        var kept = await _server.Faults.ReadAsync(
            work => work.ListAsync<byte[]>("SELECT body FROM idempotency_keys WHERE body IS NOT NULL"), CancellationToken.None);
        Assert.DoesNotContain(kept, body => System.Text.Encoding.Latin1.GetString(body).Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("clé")]
    [InlineData("a\tb")]
    [InlineData("\u007f")]
    [InlineData("256")]
    public async Task A_malformed_key_is_refused(string key)
    {
        if (key == "256") key = new string('k', 256);
        (await _shop.Api.And(Header, key).Post(Escrows, _shop.NewEscrow())).Is(400, "IDEMPOTENCY_KEY_INVALID");
    }

    [Fact]
    public async Task Two_keys_are_none_and_255_characters_are_fine()
    {
        Assert.Equal("IDEMPOTENCY_KEY_INVALID", Http.IdempotencyKey.Read(new(["a", "b"]), out _)?.Code);
        (await _shop.Api.And(Header, new string('~', 255)).Post(Escrows, _shop.NewEscrow())).Is(201);
    }

    [Fact]
    public async Task A_key_belongs_to_one_request_by_method_path_query_and_bytes()
    {
        var api = _shop.Api.And(Header, "one");
        (await api.Post(Escrows, """{"title":"a","amount":10,"mode":"instant","buyerEmail":"b@example.tn"}""")).Is(201);
        foreach (var (path, body) in new[]
        {
            (Escrows, """{"title":"a","amount":10,"mode":"instant","buyerEmail":"b@example.tn"} """),
            (Escrows + "?x=1", """{"title":"a","amount":10,"mode":"instant","buyerEmail":"b@example.tn"}"""),
            (Escrows, "{}"),
            ($"{Escrows}/66d4a1f09b3c5e7a2f1d8c40/cancel", ""),
        })
        {
            (await api.Post(path, body)).Is(422, "IDEMPOTENCY_KEY_REUSED");
        }
    }

    [Fact]
    public async Task Keys_of_other_api_keys_are_others()
    {
        var other = await _server.OpenShopAsync();
        var body = _shop.NewEscrow();
        var mine = (await _shop.Api.And(Header, "same").Post(Escrows, body)).Is(201);
        var theirs = (await other.Api.And(Header, "same").Post(Escrows, body)).Is(201);
        Assert.NotEqual(mine.At("escrow.id").GetString(), theirs.At("escrow.id").GetString());
    }

    [Fact]
    public async Task A_refusal_is_not_stored_so_the_key_can_be_used_again()
    {
        var api = _shop.Api.And(Header, "try");
        (await api.Post(Escrows, "{}")).Is(400, "VALIDATION_FAILED");
        (await api.Send("POST", Escrows, "nonsense")).Is(400, "MALFORMED_JSON");
        (await api.Post($"{Escrows}/xyz/cancel")).Is(400, "INVALID_ID");
        (await api.Post($"{Escrows}/66d4a1f09b3c5e7a2f1d8c40/cancel")).Is(404, "ESCROW_NOT_FOUND");
        Assert.DoesNotContain("idempotency_keys 1", await _server.CountRowsAsync());
        (await api.Post(Escrows, _shop.NewEscrow())).Is(201);
    }

    [Fact]
    public async Task Other_methods_and_the_token_calls_ignore_the_header()
    {
        var id = await _shop.CreateAsync();
        var api = _shop.Api.And(Header, "");
        (await api.Get($"{Escrows}/{id}")).Is(200);
        (await api.Put($"{Escrows}/{id}", """{ "title": "x" }""")).Is(200);
        (await _server.With(Header, "").Post(
            "/api/developer/token", new { email = _shop.DeveloperEmail, password = _shop.Password })).Is(201);
    }

    [Fact]
    public async Task After_24_hours_of_real_time_the_key_is_new()
    {
        var api = _shop.Api.And(Header, "daily");
        var first = (await api.Post(Escrows, _shop.NewEscrow())).Is(201);
        _server.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(first.Bytes, (await api.Post(Escrows, _shop.NewEscrow())).Is(201).Bytes);
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        var second = (await api.Post(Escrows, _shop.NewEscrow())).Is(201);
        Assert.NotEqual(first.At("escrow.id").GetString(), second.At("escrow.id").GetString());
        Assert.Null(second.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Of_the_same_request_many_times_at_once_one_has_effect()
    {
        var api = _shop.Api.And(Header, "race");
        var body = JsonSerializer.Serialize(_shop.NewEscrow());
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.Post(Escrows, body)));
        var done = answers.Where(answer => answer.Status == 201).ToList();
        Assert.All(answers.Except(done), answer => answer.Is(409, "IDEMPOTENCY_KEY_IN_PROGRESS"));
        Assert.Single(done.Select(answer => answer.Text).Distinct());
        Assert.Single(done, answer => answer.Header("Idempotency-Replayed") is null);
        Assert.Contains("escrows 1", (await _server.CountRowsAsync()).Split('\n'));
    }

    [Theory]
    [InlineData(FaultPoint.BeforeCommit)]
    [InlineData(FaultPoint.AfterCommit)]
    public async Task An_unknown_outcome_is_found_out_by_repeating(FaultPoint point)
    {
        var api = _shop.Api.And(Header, "unknown");
        _server.Faults.FailNextCommit(point);
        var unknown = (await api.Post(Escrows, _shop.NewEscrow())).Is(503, "UNAVAILABLE");
        Assert.Equal("1", unknown.Header("Retry-After"));
        var found = (await api.Post(Escrows, _shop.NewEscrow())).Is(201);
        Assert.Equal(point == FaultPoint.AfterCommit ? "true" : null, found.Header("Idempotency-Replayed"));
        Assert.Contains("escrows 1", (await _server.CountRowsAsync()).Split('\n'));
    }

    [Fact]
    public async Task A_claim_whose_request_died_frees_itself_after_a_minute()
    {
        var api = _shop.Api.And(Header, "dead");
        var body = JsonSerializer.Serialize(_shop.NewEscrow());
        (await api.Post(Escrows, body)).Is(201);
        await _server.Faults.WriteAsync(
            work => work.ExecuteAsync(
                "UPDATE idempotency_keys SET status = NULL, content_type = NULL, body = NULL, stored_at = NULL"),
            CancellationToken.None);

        (await api.Post(Escrows, body)).Is(409, "IDEMPOTENCY_KEY_IN_PROGRESS");
        _server.Time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        (await api.Post(Escrows, body)).Is(409, "IDEMPOTENCY_KEY_IN_PROGRESS");
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await api.Post(Escrows, body)).Is(201);
    }

    private async Task RepeatsAsync(string path, object? body)
    {
        var api = _shop.Api.And(Header, $"{path} {_server.Get<Domain.IdSource>().NewHex(4)}");
        var sent = body is null ? null : JsonSerializer.Serialize(body);
        var first = await api.Post(path, sent);
        Assert.True(first.Status < 300, first.Text);
        var before = await _server.CountRowsAsync();
        var again = await api.Post(path, sent);
        Assert.Equal((first.Status, first.Text, "true"), (again.Status, again.Text, again.Header("Idempotency-Replayed")));
        Assert.Equal(before, await _server.CountRowsAsync());
    }
}
