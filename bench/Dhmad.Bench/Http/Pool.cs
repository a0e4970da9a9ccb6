using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Grains;
using Dhmad.Grains.Escrows;
using Dhmad.Grains.Webhooks;
using Dhmad.Silo;
using Dhmad.Silo.Accounts;
using Dhmad.Storage.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Bench.Http;

/// <summary>
/// Paid quick escrows that wait to be delivered, each created and paid through its grain and the product's own commits.
/// </summary>
/// <param name="ApiKey">The key of the first shop: the developer whose associated user sells.</param>
/// <param name="EscrowIds">What can be delivered, each once.</param>
/// <param name="ApiKeys">The key of the shop that sells each of them.</param>
/// <param name="Sellers">The e-mail of the user who sells each of them.</param>
/// <param name="DeliveredBody">What the API answers to a delivery.</param>
public sealed record Pool(
    string ApiKey,
    IReadOnlyList<string> EscrowIds,
    IReadOnlyList<string> ApiKeys,
    IReadOnlyList<string> Sellers,
    byte[] DeliveredBody)
{
    private const int AtOnce = 256;
    private const decimal Amount = 25;
    private const long MillimesOfOne = 25_000;

    /// <summary>Makes the database and fills it; nothing is left open.</summary>
    /// <param name="withWebhook">Whether the seeded endpoints stay, which are called for every event.</param>
    public static async Task<Pool> MakeAsync(
        DhmadSettings settings, int count, bool withWebhook, EscrowMode mode = EscrowMode.Quick, int shops = 1)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddDhmad(settings);
        using var host = builder.Build();
        await host.StartAsync();
        var pool = await MakeAsync(host.Services, count, withWebhook, mode, shops);
        await host.StopAsync();
        return pool;
    }

    /// <summary>Makes them in a host that runs, where they stay in memory.</summary>
    public static async Task<Pool> MakeAsync(
        IServiceProvider services, int count, bool withWebhook, EscrowMode mode = EscrowMode.Quick, int shops = 1)
    {
        var all = new Shop[shops];
        for (var number = 0; number < shops; number++)
            all[number] = await Shop.OpenAsync(services, mode, withWebhook, count / shops + 2);
        var ids = new string[count + 1];
        await Parallel.ForAsync(
            0,
            ids.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (index, _) => ids[index] = await all[index % shops].SellAsync());
        var body = await all[count % shops].DeliverAsync(ids[count]);
        var sellers = Enumerable.Range(0, count).Select(index => all[index % shops]).ToList();
        return new Pool(
            all[0].ApiKey, ids[..count], [.. sellers.Select(shop => shop.ApiKey)],
            [.. sellers.Select(shop => shop.SellerEmail)], body);
    }

    private sealed class Shop(IServiceProvider services, Seed seed, EscrowMode mode)
    {
        private readonly IGrainFactory grains = services.GetRequiredService<IGrainFactory>();
        private readonly IdSource ids = services.GetRequiredService<IdSource>();
        private readonly Caller developer =
            new(Door.Api, seed.AssociatedUser.ToPerson(), seed.Developer.Id);

        public string ApiKey => seed.ApiKey;

        public string SellerEmail => seed.AssociatedUser.Email;

        private User Buyer => seed.People[0];

        /// <param name="sales">How many escrows its buyer can pay.</param>
        public static async Task<Shop> OpenAsync(
            IServiceProvider services, EscrowMode mode, bool withWebhook, int sales)
        {
            var seed = await services.GetRequiredService<Seeding>().MakeAsync(CancellationToken.None);
            var endpoint = services.GetRequiredService<IGrainFactory>().WebhookEndpoint(seed.Webhook.Id);
            if (!withWebhook) Accepted(await endpoint.Delete(seed.Developer.Id));
            var shop = new Shop(services, seed, mode);
            await shop.FillWalletAsync(checked(MillimesOfOne * sales));
            return shop;
        }

        public async Task FillWalletAsync(long millimes)
        {
            var now = services.GetRequiredService<EscrowTime>().RealNow;
            var topUp = new TopUp(Buyer, millimes, ids.NewId(now), ids.NewId(now), now);
            var wallets = services.GetRequiredService<WalletStore>();
            await wallets.TopUpAsync<int>(topUp, _ => (0, null), CancellationToken.None);
        }

        /// <summary>One escrow, created through the API's call and paid from the buyer's wallet through a session.</summary>
        public async Task<string> SellAsync()
        {
            var id = ids.NewId(DateTimeOffset.UtcNow);
            var escrow = grains.GetGrain<IEscrowGrain>(id);
            Accepted((await escrow.Create(new CreateEscrow(Input(), seed.Developer.Id, null, null))).Refusal);
            var session = ids.NewUuid();
            Accepted((await escrow.OpenSession(new OpenSession(
                session, developer, EscrowAction.AcceptPay, Buyer.Email, Seeding.RedirectUrl, null, "en", null))).Refusal);
            Accepted((await escrow.StartPayment(new StartPayment(session, new Submission
            {
                Id = ids.NewUuid(),
                Person = Buyer.ToPerson(),
                SteppedUp = true,
                Input = new ActionInput { Seen = 1 },
                Payment = new PaymentChoice(Rails.Wallet),
            }))).Refusal);
            return id;
        }

        public async Task<byte[]> DeliverAsync(string id)
        {
            var taken = await grains.GetGrain<IEscrowGrain>(id).Take(new ActionRequest(EscrowAction.Deliver, developer));
            Accepted(taken.Refusal);
            return taken.Value!.Answer!.Body;
        }

        private NewEscrow Input() => new()
        {
            Title = "Cargo bike",
            Amount = Amount,
            Currency = Currency.Tnd,
            Mode = mode,
            BuyerEmail = Buyer.Email,
            SellerEmail = mode == EscrowMode.Instant ? null : seed.AssociatedUser.Email,
            EstimatedDeliveryDays = mode == EscrowMode.Instant ? null : 4,
        };

        public static void Accepted(Refusal? refusal)
        {
            if (refusal is not null) throw new InvalidOperationException($"{refusal.Code}: {refusal.Message}");
        }
    }
}
