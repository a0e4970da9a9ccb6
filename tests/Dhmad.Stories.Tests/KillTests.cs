using System.Text.Json;
using Xunit.Abstractions;

namespace Dhmad.Stories.Tests;

/// <summary>The process is killed at random while many escrows live their lives; the clients repeat what they do not know.</summary>
public class KillTests(ITestOutputHelper output)
{
    private const int Kills = 6;
    private const int Guests = 24;
    private const int Buyers = 3;
    private const int StepsOfGuest = 4;
    private const int StepsOfBuyer = 9;
    private const int Steps = (Guests * StepsOfGuest) + (Buyers * StepsOfBuyer);
    private static readonly TimeSpan PaymentLimit = TimeSpan.FromSeconds(120);

    private int progress;

    [Fact]
    public async Task A_process_killed_at_random_neither_loses_nor_doubles_a_millime()
    {
        var seedOfTest = Environment.TickCount;
        output.WriteLine($"seed {seedOfTest}");
        using var server = new Server();
        await server.StartAsync();
        var made = await server.CommandAsync("seed", "--json");
        using var merchant = new Merchant(server.Url, made.Output);
        var before = await merchant.AvailableAsync();
        using var seller = new Browser(server.Url);
        await seller.SignInAsync(merchant.Seller, () => merchant.CodeAsync(merchant.Seller));
        var buyers = await SignInBuyersAsync(server.Url, merchant);

        var lives = Enumerable.Range(0, Guests).Select(number => InstantAsync(server.Url, merchant, number))
            .Append(StandardAsync(merchant, seller, buyers)).ToList();
        var killed = await KillAtRandomAsync(server, new Random(seedOfTest), Task.WhenAll(lives));
        await Task.WhenAll(lives);

        Assert.Equal(Kills, killed);
        foreach (var life in lives)
        {
            foreach (var escrow in await life) Assert.Equal("completed", await merchant.StatusAsync(escrow));
        }

        Assert.Equal(before + (Guests * 9.5m) + (Buyers * 456m), await merchant.AvailableAsync());
        server.Kill();
        var proof = await server.CommandAsync("verify");
        Assert.True(proof.ExitCode == 0, proof.Output);
        foreach (var (_, browser) in buyers) browser.Dispose();
    }

    private static async Task<List<(string Email, Browser Browser)>> SignInBuyersAsync(string url, Merchant merchant)
    {
        var buyers = new List<(string, Browser)>();
        for (var number = 0; number < Buyers; number++)
        {
            var email = $"buyer{number}@example.tn";
            var browser = new Browser(url);
            await browser.SignInAsync(email, () => merchant.CodeAsync(email));
            buyers.Add((email, browser));
        }

        return buyers;
    }

    /// <summary>A guest pays an instant escrow, the seller delivers.</summary>
    private async Task<IReadOnlyList<string>> InstantAsync(string url, Merchant merchant, int number)
    {
        var email = $"guest{number}@example.tn";
        var escrow = Step(await merchant.CreateAsync(JsonSerializer.Serialize(
            new { title = "Song", amount = 10, mode = "instant", buyerEmail = email })));
        using var guest = new Browser(url);
        await PayAsync(merchant, guest, escrow, email);
        await merchant.DeliverAsync(escrow);
        Step(escrow);
        return [escrow];
    }

    /// <summary>Both sign, the buyer pays, the seller delivers, the buyer completes: one escrow after another, as the seller has one browser.</summary>
    private async Task<IReadOnlyList<string>> StandardAsync(
        Merchant merchant, Browser seller, List<(string Email, Browser Browser)> buyers)
    {
        var escrows = new List<string>();
        foreach (var (email, buyer) in buyers)
        {
            var escrow = Step(await merchant.CreateAsync(JsonSerializer.Serialize(new
            {
                title = "Cargo bike", amount = 480, buyerEmail = email, estimatedDeliveryDays = 4, contractTerms = "One bike.",
            })));
            escrows.Add(escrow);
            await SignAsync(merchant, seller, escrow, merchant.Seller);
            await SignAsync(merchant, buyer, escrow, email);
            await PayAsync(merchant, buyer, escrow, email);
            await merchant.DeliverAsync(escrow);
            Step(escrow);
            var page = Step(await merchant.OpenSessionAsync(escrow, "complete", email));
            Assert.Equal(303, await buyer.SubmitAsync(page, ("confirm", "yes")));
        }

        return escrows;
    }

    private async Task SignAsync(Merchant merchant, Browser person, string escrow, string email)
    {
        var page = Step(await merchant.OpenSessionAsync(escrow, "sign_contract", email));
        Assert.Equal(303, await person.SubmitAsync(page, ("fullName", "A Person"), ("agree", "yes")));
    }

    /// <summary>Pays by card, and waits until the payment is known: a rail that was cut off is asked again.</summary>
    private async Task PayAsync(Merchant merchant, Browser buyer, string escrow, string email)
    {
        var page = Step(await merchant.OpenSessionAsync(escrow, "accept_pay", email));
        var status = await buyer.SubmitAsync(
            page,
            ("rail", "sandbox_card"),
            ("cardNumber", "4242424242424242"),
            ("cardExpiry", "12/40"),
            ("cardCvc", "123"),
            ("confirm", "yes"));
        Assert.Equal(303, status);
        using var limit = new CancellationTokenSource(PaymentLimit);
        while (await merchant.StatusAsync(escrow) == "pending") await Task.Delay(50, limit.Token);
        Step(escrow);
    }

    private async Task<int> KillAtRandomAsync(Server server, Random random, Task work)
    {
        var killed = 0;
        for (var next = random.Next(3, Steps / Kills); killed < Kills; next += random.Next(2, Steps / Kills))
        {
            while (Volatile.Read(ref progress) < Math.Min(next, Steps - Kills) && !work.IsCompleted) await Task.Delay(1);
            await Task.Delay(random.Next(0, 25));
            server.Kill();
            await server.StartAsync();
            killed++;
            output.WriteLine($"killed at step {progress} of {Steps}");
        }

        return killed;
    }

    private string Step(string value)
    {
        Interlocked.Increment(ref progress);
        return value;
    }
}
