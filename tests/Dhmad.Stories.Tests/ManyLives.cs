using System.Text.Json;
using Xunit.Abstractions;

namespace Dhmad.Stories.Tests;

/// <summary>
/// Many escrows that live their lives at once while something is killed; the clients repeat what they do not know. At
/// the end every life is complete and the seller has every millime once.
/// </summary>
public sealed class ManyLives(Merchant merchant, Func<Browser> open, ITestOutputHelper output) : IDisposable
{
    private const int Guests = 24;
    private const int Buyers = 3;
    private const int StepsOfGuest = 4;
    private const int StepsOfBuyer = 9;
    private const int Steps = (Guests * StepsOfGuest) + (Buyers * StepsOfBuyer);
    private static readonly TimeSpan PaymentLimit = TimeSpan.FromSeconds(120);

    private readonly List<Browser> browsers = [];
    private int progress;

    /// <summary>Lives them all, and kills so often while they go on.</summary>
    public async Task LiveAsync(int kills, Func<Random, Task> kill)
    {
        var seedOfTest = Environment.TickCount;
        output.WriteLine($"seed {seedOfTest}");
        var before = await merchant.AvailableAsync();
        var seller = await SignInAsync(merchant.Seller);
        var buyers = new List<(string Email, Browser Browser)>();
        for (var number = 0; number < Buyers; number++)
        {
            var email = $"buyer{number}@example.tn";
            buyers.Add((email, await SignInAsync(email)));
        }

        var lives = Enumerable.Range(0, Guests).Select(InstantAsync).Append(StandardAsync(seller, buyers)).ToList();
        await KillAtRandomAsync(kills, kill, new Random(seedOfTest), Task.WhenAll(lives));
        await Task.WhenAll(lives);

        foreach (var life in lives)
        {
            foreach (var escrow in await life) Assert.Equal("completed", await merchant.StatusAsync(escrow));
        }

        Assert.Equal(Guests + Buyers, await merchant.CountAsync());
        Assert.Equal(before + (Guests * 9.5m) + (Buyers * 456m), await merchant.AvailableAsync());
    }

    public void Dispose()
    {
        foreach (var browser in browsers) browser.Dispose();
    }

    private async Task KillAtRandomAsync(int kills, Func<Random, Task> kill, Random random, Task work)
    {
        var killed = 0;
        for (var next = random.Next(3, Steps / kills); killed < kills;)
        {
            var due = Math.Min(next, Steps - kills + killed);
            while (Volatile.Read(ref progress) < due && !work.IsCompleted) await Task.Delay(1);
            await Task.Delay(random.Next(0, 25));
            await kill(random);
            killed++;
            output.WriteLine($"killed at step {progress} of {Steps}");

            // Some steps must be done between two kills: who kills one silo as soon as the other is back leaves none.
            next = Math.Max(next, Volatile.Read(ref progress)) + random.Next(2, Steps / kills);
        }
    }

    private Browser NewBrowser()
    {
        var browser = open();
        lock (browsers) browsers.Add(browser);
        return browser;
    }

    private async Task<Browser> SignInAsync(string email)
    {
        var browser = NewBrowser();
        await browser.SignInAsync(email, () => merchant.CodeAsync(email));
        return browser;
    }

    /// <summary>A guest pays an instant escrow, the seller delivers.</summary>
    private async Task<IReadOnlyList<string>> InstantAsync(int number)
    {
        var email = $"guest{number}@example.tn";
        var escrow = Step(await merchant.CreateAsync(JsonSerializer.Serialize(
            new { title = "Song", amount = 10, mode = "instant", buyerEmail = email })));
        await PayAsync(NewBrowser(), escrow, email);
        await merchant.DeliverAsync(escrow);
        Step(escrow);
        return [escrow];
    }

    /// <summary>
    /// Both sign, the buyer pays, the seller delivers, the buyer completes: one escrow after another, as the seller has
    /// one browser.
    /// </summary>
    private async Task<IReadOnlyList<string>> StandardAsync(Browser seller, List<(string Email, Browser Browser)> buyers)
    {
        var escrows = new List<string>();
        foreach (var (email, buyer) in buyers)
        {
            var escrow = Step(await merchant.CreateAsync(JsonSerializer.Serialize(new
            {
                title = "Cargo bike", amount = 480, buyerEmail = email, estimatedDeliveryDays = 4, contractTerms = "One bike.",
            })));
            escrows.Add(escrow);
            await SignAsync(seller, escrow, merchant.Seller);
            await SignAsync(buyer, escrow, email);
            await PayAsync(buyer, escrow, email);
            await merchant.DeliverAsync(escrow);
            Step(escrow);
            var page = Step(await merchant.OpenSessionAsync(escrow, "complete", email));
            Assert.Equal(303, await buyer.SubmitAsync(page, ("confirm", "yes")));
        }

        return escrows;
    }

    private async Task SignAsync(Browser person, string escrow, string email)
    {
        var page = Step(await merchant.OpenSessionAsync(escrow, "sign_contract", email));
        Assert.Equal(303, await person.SubmitAsync(page, ("fullName", "A Person"), ("agree", "yes")));
    }

    /// <summary>Pays by card, and waits until the payment is known: a rail that was cut off is asked again.</summary>
    private async Task PayAsync(Browser buyer, string escrow, string email)
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

    private string Step(string value)
    {
        Interlocked.Increment(ref progress);
        return value;
    }
}
