using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Checkout;

namespace Dhmad.Api.Tests.Kit;

/// <summary>What people do on hosted pages, told to the session's grain as the page tells it.</summary>
public static class Acting
{
    /// <summary>Opens a session for one person and submits it.</summary>
    public static async Task ActAsync(
        this Shop shop, string escrowId, string action, string email, ActionInput? input = null, PaymentChoice? payment = null)
    {
        var session = await shop.OpenSessionAsync(escrowId, action, email);
        var answer = await shop.SubmitAsync(session, email, input, payment);
        Assert.True(answer.Result == SubmissionResult.Completed, $"{action}: {answer.Result} {answer.Refusal}");
    }

    /// <summary>The new session's id.</summary>
    public static async Task<string> OpenSessionAsync(this Shop shop, string escrowId, string action, string email)
    {
        var opened = await shop.Api.Post(
            $"/api/v1/escrows/{escrowId}/sessions", Session(action, email));
        return opened.Is(201).At("sessionId").GetString()!;
    }

    public static async Task<SubmissionAnswer> SubmitAsync(
        this Shop shop, string sessionId, string email, ActionInput? input = null, PaymentChoice? payment = null)
    {
        var user = await shop.Server.Grains.User(email).Read();
        return await shop.Server.Grains.GetGrain<ICheckoutSessionGrain>(sessionId).Submit(new Submission
        {
            Id = shop.Server.Get<Domain.IdSource>().NewUuid(),
            Person = user?.ToPerson() ?? new Person(null, email),
            SteppedUp = true,
            Input = input ?? new ActionInput(),
            Payment = payment,
        });
    }

    public static Dictionary<string, object?> Session(string action, string email) => new()
    {
        ["action"] = action,
        ["targetUserEmail"] = email,
        ["redirectUrl"] = Shop.RedirectUrl,
    };

    public static Task SignAsync(this Shop shop, string escrowId, string email) =>
        shop.ActAsync(escrowId, "sign_contract", email, new ActionInput { FullName = "Sami Trabelsi", Seen = 1 });

    public static Task PayAsync(this Shop shop, string escrowId) => shop.ActAsync(
        escrowId, "accept_pay", shop.Buyer, new ActionInput { Seen = 1 }, new PaymentChoice("wallet"));

    /// <summary>An escrow that is paid from the buyer's wallet.</summary>
    public static async Task<string> PaidAsync(this Shop shop, string mode = "quick")
    {
        var id = await shop.CreateAsync(mode);
        if (mode == "standard")
        {
            await shop.SignAsync(id, shop.Owner);
            await shop.SignAsync(id, shop.Buyer);
        }

        await shop.PayAsync(id);
        return id;
    }

    public static async Task<string> DeliveredAsync(this Shop shop, string mode = "quick")
    {
        var id = await shop.PaidAsync(mode);
        (await shop.Api.Post($"/api/v1/escrows/{id}/deliver")).Is(200);
        return id;
    }
}
