using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Who may open a session, who may finish it, and when a fresh code is asked.</summary>
public sealed class SessionPersonTests : ClusterTest
{
    [Fact]
    public async Task Only_the_target_may_finish_a_session()
    {
        var session = await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
        Assert.Equal(SubmissionResult.WrongPerson, (await session.SubmitAsync(The.Seller)).Result);
        Assert.Equal(SubmissionResult.WrongPerson, (await session.SubmitAsync(The.Buyer with { Id = null })).Result);
        Assert.Equal(SessionStatus.Pending, await session.StatusAsync());
    }

    [Fact]
    public async Task A_guest_may_pay_an_instant_escrow_by_card_but_not_from_a_wallet()
    {
        var life = await EscrowLife.CreateAsync(
            Cluster, Some.Escrow(EscrowMode.Instant, 0.01m) with { BuyerEmail = The.Guest.Email });
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Guest);
        var wallet = await session.CallAsync(await session.PaymentAsync(Rails.Wallet, null, The.Guest));
        Assert.Equal("RAIL_NOT_AVAILABLE", wallet.Refusal?.Code);

        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync(payer: The.Guest)).Result);
        Assert.Null((await life.DeliverAsync()).Refusal);
        Assert.Equal((9, 1), (await life.WalletAsync(The.Seller), await life.BalanceAsync(AccountKind.PlatformFees, "")));
    }

    [Fact]
    public async Task A_guest_can_not_pay_another_escrow()
    {
        var life = await EscrowLife.CreateAsync(Cluster, Some.Escrow() with { BuyerEmail = The.Guest.Email });
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Guest);
        Assert.Equal(SubmissionResult.WrongPerson, (await session.PayAsync(payer: The.Guest)).Result);
    }

    [Theory]
    [InlineData(EscrowAction.Complete, true)]
    [InlineData(EscrowAction.CancelEscrow, true)]
    [InlineData(EscrowAction.Dispute, false)]
    [InlineData(EscrowAction.RequestCancellation, false)]
    public async Task A_fresh_code_is_asked_before_money_moves_for_good(EscrowAction action, bool isAsked)
    {
        var life = await DeliveredAsync();
        var person = action == EscrowAction.CancelEscrow ? The.Seller : The.Buyer;
        var session = await life.OpenAsync(action, person);
        var form = session.Form(person) with
        {
            SteppedUp = false,
            Input = new ActionInput { Reason = "The bike has no wheels." },
        };
        var answer = await session.CallAsync(form);
        Assert.Equal(isAsked ? SubmissionResult.StepUp : SubmissionResult.Completed, answer.Result);
        if (isAsked) Assert.Equal(SubmissionResult.Completed, (await session.CallAsync(form with { SteppedUp = true })).Result);
    }

    [Fact]
    public async Task Paying_from_the_wallet_asks_for_a_fresh_code_and_paying_by_card_does_not()
    {
        var session = await (await CreateAsync()).OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        var wallet = await session.PaymentAsync(Rails.Wallet, null);
        var card = await session.PaymentAsync(Rails.SandboxCard, SandboxCardBehaviour.Succeeds);
        Assert.Equal(SubmissionResult.StepUp, (await session.CallAsync(wallet with { SteppedUp = false })).Result);
        Assert.Equal(SubmissionResult.Completed, (await session.CallAsync(card with { SteppedUp = false })).Result);
    }

    [Theory]
    [InlineData("https://elsewhere.example.tn/back", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://shop.example.tn/back", "REDIRECT_URL_MUST_BE_HTTPS")]
    public async Task A_session_returns_only_to_listed_places(string redirectUrl, string code)
    {
        var life = await CreateAsync();
        var (refusal, _) = await life.TryOpenAsync(EscrowAction.AcceptPay, The.Buyer.Email, redirectUrl);
        Assert.Equal(code, refusal?.Code);
    }

    [Fact]
    public async Task A_session_is_refused_early_by_the_line_of_its_action()
    {
        var life = await CreateAsync();
        Assert.Equal("QUICK_ESCROW_NO_CONTRACT", await WhyNotAsync(life, EscrowAction.SignContract, The.Buyer));
        Assert.Equal("CHECKOUT_TARGET_NOT_BUYER", await WhyNotAsync(life, EscrowAction.AcceptPay, The.Seller));
        Assert.Equal("COMPLETE_INVALID_STATUS", await WhyNotAsync(life, EscrowAction.Complete, The.Buyer));
        Assert.Null(await WhyNotAsync(life, EscrowAction.AcceptPay, The.Buyer));
    }

    [Fact]
    public async Task Fifty_sessions_may_be_open_and_no_more()
    {
        var life = await CreateAsync();
        for (var count = 0; count < CheckoutSession.MaxPendingPerEscrow; count++)
            await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        Assert.Equal("TOO_MANY_OPEN_SESSIONS", await WhyNotAsync(life, EscrowAction.AcceptPay, The.Buyer));

        Cluster.Time.Jump(CheckoutSession.Lifetime);
        Assert.Null(await WhyNotAsync(life, EscrowAction.AcceptPay, The.Buyer));
    }

    private static async Task<string?> WhyNotAsync(EscrowLife life, EscrowAction action, Person target) =>
        (await life.TryOpenAsync(action, target.Email)).Refusal?.Code;
}
