using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Escrows.Scenarios;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Escrows;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Ledger;

namespace Dhmad.Api.Tests.Accounts;

/// <summary>Filling a sandbox by one call; what the answer says is looked up again through the API.</summary>
[Collection(SharedServer.Name)]
public sealed class ScenarioTests(ServerFixture fixture)
{
    private const string Path = "/api/v1/sandbox/scenario";
    private const string OneOfEach = """{"name":"one_of_each"}""";

    /// <summary>Those that only a deadline of hours leads to.</summary>
    private static readonly ProofPhase[] ByClock = [ProofPhase.AcceptedByTimeout, ProofPhase.ExpiredNoProof];

    private readonly ApiServer _server = fixture.Server;

    [Fact]
    public async Task One_of_each_is_really_there_in_every_status_of_every_mode()
    {
        var shop = await _server.OpenShopAsync();
        var made = (await shop.Api.Post(Path, OneOfEach)).Is(201);
        var listed = (await shop.Api.Get("/api/v1/escrows?limit=100")).Is(200).At("escrows").EnumerateArray().ToList();
        Assert.Equal(
            Ids(made).Order(StringComparer.Ordinal),
            listed.Select(item => item.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));

        string[] expected =
        [
            "standard pending", "standard paid", "standard delivered", "standard completed", "standard cancelled",
            "quick pending", "quick paid", "quick delivered", "quick completed", "quick cancelled",
            "instant pending", "instant paid", "instant completed", "instant cancelled",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), listed
            .Select(item => $"{item.GetProperty("mode").GetString()} {item.GetProperty("status").GetString()}")
            .Distinct().Order(StringComparer.Ordinal));
        foreach (var escrow in Escrows(made))
        {
            var id = escrow.GetProperty("id").GetString()!;
            var read = (await shop.Api.Get($"/api/v1/escrows/{id}")).Is(200).At("escrow");
            Assert.Equal(read.GetRawText(), escrow.GetRawText());
        }

        Assert.Equal(
            Ids(made).Select(id => $"http://localhost:5080/dashboard/escrow/{id}"),
            made.At("urls").EnumerateArray().Select(url => url.GetString()));
    }

    [Fact]
    public async Task One_of_each_shows_every_proof_phase_and_block_that_needs_no_clock()
    {
        var shop = await _server.OpenShopAsync();
        var escrows = Escrows((await shop.Api.Post(Path, OneOfEach)).Is(201));
        var phases = escrows
            .Where(escrow => escrow.TryGetProperty("proofInfo", out _))
            .Select(escrow => escrow.GetProperty("proofInfo").GetProperty("phase").GetString()!);
        Assert.Equal(
            Enum.GetValues<ProofPhase>().Except(ByClock).Select(Spelling.Of).Order(StringComparer.Ordinal),
            phases.Order(StringComparer.Ordinal));
        Assert.Equal(["pending", "rejected"], Of(escrows, "cancellationRequest"));
        Assert.Equal(["open", "resolved"], Of(escrows, "dispute"));
        Assert.All(escrows, escrow => Assert.Equal(JsonValueKind.Null, escrow.GetProperty("deposit").ValueKind));
        Assert.All(escrows, escrow => Assert.StartsWith("Shows ", escrow.GetProperty("description").GetString()));
    }

    [Fact]
    public async Task The_associated_user_sells_and_the_made_people_buy()
    {
        var shop = await _server.OpenShopAsync();
        var made = (await shop.Api.Post(Path, OneOfEach)).Is(201);
        Assert.All(Escrows(made), escrow => Assert.Equal(shop.Owner, escrow.GetProperty("sellerEmail").GetString()));
        Assert.Equal(
            Emails(made).Order(StringComparer.Ordinal),
            Escrows(made).Select(escrow => escrow.GetProperty("buyer").GetProperty("email").GetString()!)
                .Distinct().Order(StringComparer.Ordinal));
        var paid = Escrows(made).First(escrow => Words(escrow) == "quick paid").GetProperty("id").GetString();
        (await shop.Api.Post($"/api/v1/escrows/{paid}/deliver")).Is(200);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_people_titles_amounts_and_events_and_another_seed_does_not()
    {
        var (shop, other) = (await _server.OpenShopAsync(), await _server.OpenShopAsync());
        var first = await StoryAsync(shop, """{"name":"one_of_each","seed":7}""");
        Assert.Equal(first, await StoryAsync(other, """{"seed":7,"name":"one_of_each"}"""));
        Assert.NotEqual(first, await StoryAsync(other, """{"name":"one_of_each","seed":8}"""));
        Assert.Equal(
            await StoryAsync(shop, OneOfEach), await StoryAsync(other, """{"name":"one_of_each","seed":1}"""));
    }

    [Fact]
    public async Task A_developer_who_repeats_it_meets_the_same_people_in_new_escrows()
    {
        var shop = await _server.OpenShopAsync();
        var first = (await shop.Api.Post(Path, OneOfEach)).Is(201);
        var second = (await shop.Api.Post(Path, OneOfEach)).Is(201);
        Assert.Equal(first.At("users").GetRawText(), second.At("users").GetRawText());
        Assert.Empty(Ids(first).Intersect(Ids(second)));
        Assert.Equal(
            2 * Escrows(first).Count,
            (await shop.Api.Get("/api/v1/escrows?role=creator")).Is(200).At("pagination.total").GetInt32());
        var stranger = (await (await _server.OpenShopAsync()).Api.Post(Path, OneOfEach)).Is(201);
        Assert.Empty(Emails(first).Intersect(Emails(stranger)));
    }

    [Fact]
    public async Task Fresh_is_two_people_with_wallets_and_for_a_seeded_developer_they_are_the_seeded_ones()
    {
        var shop = await _server.OpenShopAsync();
        var made = (await shop.Api.Post(Path, """{"name":"fresh"}""")).Is(201);
        Assert.Equal([shop.OtherPerson, shop.Buyer], Emails(made));
        Assert.Equal("[]", made.At("escrows").GetRawText());
        Assert.Equal("[]", made.At("urls").GetRawText());

        var others = (await shop.Api.Post(Path, """{"name":"fresh","seed":-5}""")).Is(201);
        Assert.Empty(Emails(made).Intersect(Emails(others)));
        foreach (var email in Emails(made).Concat(Emails(others))) Assert.Equal(10_000_000, await WalletAsync(email));
        Assert.All(others.At("users").EnumerateArray(), user => Assert.NotEmpty(user.GetProperty("lastName").GetString()!));
    }

    [Fact]
    public async Task Wallets_are_filled_up_and_never_emptied()
    {
        var shop = await _server.OpenShopAsync();
        await shop.PaidAsync();
        (await shop.Api.Post("/api/v1/sandbox/top-up", new { email = shop.OtherPerson, amount = 5 })).Is(200);
        Assert.Equal(9_900_000, await WalletAsync(shop.Buyer));
        (await shop.Api.Post(Path, """{"name":"fresh"}""")).Is(201);
        Assert.Equal(10_000_000, await WalletAsync(shop.Buyer));
        Assert.Equal(10_005_000, await WalletAsync(shop.OtherPerson));
    }

    [Fact]
    public async Task A_repeat_with_its_idempotency_key_gets_the_same_bytes_and_makes_nothing()
    {
        var shop = await _server.OpenShopAsync();
        var first = (await shop.Api.And("Idempotency-Key", "k").Post(Path, OneOfEach)).Is(201);
        Assert.NotNull(first.Header("X-RateLimit-Remaining"));
        var again = (await shop.Api.And("Idempotency-Key", "k").Post(Path, OneOfEach)).Is(201);
        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(
            Escrows(first).Count,
            (await shop.Api.Get("/api/v1/escrows?role=creator")).Is(200).At("pagination.total").GetInt32());
        (await shop.Api.And("Idempotency-Key", "k").Post(Path, """{"name":"fresh"}""")).Is(422, "IDEMPOTENCY_KEY_REUSED");
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":null,"seed":null}""", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"One_of_each"}""", "name")]
    [InlineData("""{"name":"busy_shop"}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":["fresh"]}""", "name")]
    [InlineData("""{"name":"fresh","seed":"1"}""", "seed")]
    [InlineData("""{"name":"fresh","seed":1.5}""", "seed")]
    [InlineData("""{"name":"fresh","seed":true}""", "seed")]
    [InlineData("""{"name":"fresh","seed":{}}""", "seed")]
    [InlineData("""{"name":"fresh","seed":1000000000000000}""", "seed")]
    [InlineData("""{"name":"fresh","seed":-1e400}""", "seed")]
    [InlineData("""{"name":true,"seed":[]}""", "name", "seed")]
    public async Task Bad_fields_are_named_together_and_nothing_is_made(string body, params string[] fields)
    {
        var shop = await _server.OpenShopAsync();
        Assert.Equal(fields, (await shop.Api.Post(Path, body)).Is(400, "VALIDATION_FAILED").BadFields);
        Assert.Equal(
            0, (await shop.Api.Get("/api/v1/escrows?role=creator")).Is(200).At("pagination.total").GetInt32());
    }

    [Fact]
    public async Task Seeds_reach_to_fifteen_digits()
    {
        var shop = await _server.OpenShopAsync();
        foreach (var seed in new[] { "999999999999999", "-999999999999999", "0", "1.0e3" })
            (await shop.Api.Post(Path, $$"""{"name":"fresh","seed":{{seed}}}""")).Is(201);
    }

    [Fact]
    public async Task A_life_that_somebody_else_changed_ends_there_and_the_next_one_goes_on()
    {
        var shop = await _server.OpenShopAsync();
        var developer = (await _server.Grains.Developer(shop.DeveloperId).Read())!;
        var whole = ScenarioPlan.Of(ScenarioName.OneOfEach, 3, developer, ApiServer.Unhurried);
        var paid = whole.Escrows[6];
        var tooSoon = new PlannedStep(EscrowAction.Deliver, ActorKind.Seller, new ActionInput());
        var plan = whole with { Escrows = [paid with { Steps = [tooSoon, .. paid.Steps] }, paid] };
        var made = (await _server.Get<ScenarioCall>().MakeAsync(plan, developer, null)).Value!;
        Assert.Equal([EscrowStatus.Pending, EscrowStatus.Paid], made.Escrows.Select(escrow => escrow.Status));
    }

    [Fact]
    public async Task The_books_prove_afterwards_and_a_wallet_pays_where_cards_are_off()
    {
        await using var server = await ApiServer.StartAsync(
            ApiServer.Unhurried with { Payments = new PaymentSettings { Rails = ["wallet"] } });
        var shop = await server.OpenShopAsync();
        var made = (await shop.Api.Post(Path, OneOfEach)).Is(201);
        Assert.Contains("wallet", Escrows(made).Select(escrow => escrow.GetProperty("paidWith").GetString()));
        Assert.Equal(["pending", "rejected"], Of(Escrows(made), "cancellationRequest"));
        (await shop.Api.Post(Path, """{"name":"fresh","seed":2}""")).Is(201);

        var proof = await server.Get<LedgerProof>().ProveAsync(server.Time.GetUtcNow(), CancellationToken.None);
        Assert.True(proof.Ok, string.Join('\n', proof.Checks));
        var released = Escrows(made)
            .Where(escrow => escrow.GetProperty("status").GetString() == "completed")
            .Sum(escrow => escrow.GetProperty("sellerNetTnd").GetDecimal());
        Assert.Equal(released, (await shop.Api.Get("/api/v1/balance")).Is(200).At("balance.available").GetDecimal());
    }

    private async Task<long> WalletAsync(string email)
    {
        var user = (await _server.Grains.User(email).Read())!;
        return (await _server.Get<WalletStore>().ReadAsync(user.Id, CancellationToken.None)).AvailableTnd;
    }

    /// <summary>Everything that a seed decides, in words; ids, times and addresses are left out.</summary>
    private static async Task<string> StoryAsync(Shop shop, string body)
    {
        var made = (await shop.Api.Post(Path, body)).Is(201);
        var lines = made.At("users").EnumerateArray()
            .Select(user => $"{user.GetProperty("firstName")} {user.GetProperty("lastName")}").ToList();
        foreach (var escrow in Escrows(made))
        {
            var buyer = escrow.GetProperty("buyer").GetProperty("firstName").GetString();
            var events = (await shop.Api.Get($"/api/v1/escrows/{escrow.GetProperty("id")}/events")).Is(200).At("events");
            var types = events.EnumerateArray().Select(one => one.GetProperty("event").GetProperty("type").GetString());
            lines.Add(
                $"{escrow.GetProperty("title")} {escrow.GetProperty("amount")} {escrow.GetProperty("estimatedDeliveryDays")} "
                + $"{Words(escrow)} {buyer}: {string.Join(", ", types)}");
        }

        return string.Join('\n', lines);
    }

    private static string Words(JsonElement escrow) =>
        $"{escrow.GetProperty("mode").GetString()} {escrow.GetProperty("status").GetString()}";

    private static IEnumerable<string?> Of(IEnumerable<JsonElement> escrows, string block) => escrows
        .Select(escrow => escrow.GetProperty(block))
        .Where(one => one.ValueKind == JsonValueKind.Object)
        .Select(one => one.GetProperty("status").GetString())
        .Order(StringComparer.Ordinal);

    private static List<JsonElement> Escrows(Answer made) => [.. made.At("escrows").EnumerateArray()];

    private static IEnumerable<string> Ids(Answer made) =>
        Escrows(made).Select(escrow => escrow.GetProperty("id").GetString()!);

    private static IEnumerable<string> Emails(Answer made) =>
        made.At("users").EnumerateArray().Select(user => user.GetProperty("email").GetString()!);
}
