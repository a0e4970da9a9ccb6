using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Payments;

/// <summary>Payments over rails that must be called: the cases of the specification, one by one.</summary>
public sealed class PaymentDeciderTests
{
    private static readonly Guid Session = Guid.Parse("0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90");

    private static readonly RailAnswer Succeeded = new(RailOutcome.Succeeded);
    private static readonly RailAnswer Voided = new(RailOutcome.Voided);
    private static readonly RailAnswer CannotVoid = new(RailOutcome.CannotVoid);
    private static readonly RailAnswer Challenge = new(RailOutcome.Challenge);
    private static readonly RailAnswer NoAnswer = new(RailOutcome.NoAnswer);
    private static readonly RailAnswer Declined = new(RailOutcome.Declined, "PAYMENT_DECLINED", "card_expired");
    private static readonly RailAnswer CheckFailed = new(RailOutcome.Declined, "CHALLENGE_FAILED", "check_failed");

    private readonly Deal _deal = new(Some.Quick());
    private Payment? _payment;

    [Fact]
    public void A_payment_is_written_as_started_before_the_rail_is_called()
    {
        var start = Start();
        var (payment, escrow) = (start.Payment!, start.Escrow!);
        Assert.Equal((PaymentStatus.Started, 100_000L, 1, "4242"), (payment.Status, payment.AmountTnd, payment.TermsVersion, payment.Last4));
        Assert.Equal(The.Start.AddSeconds(60), payment.CheckAt);
        Assert.Equal((2L, 1L, payment.Id), (escrow.Version, escrow.Sequence, escrow.OpenPayment!.Id));
    }

    [Fact]
    public void While_one_is_started_another_try_is_refused()
    {
        Begin();
        Assert.Equal("PAYMENT_UNDER_REVIEW", TryStart(Card()).Refusal?.Code);
        Assert.Equal("PAYMENT_UNDER_REVIEW", TryStart(Wallet()).Refusal?.Code);
    }

    [Fact]
    public void Success_pays_the_escrow_in_the_same_commit()
    {
        Begin();
        var settled = Settle(Succeeded);
        Assert.Equal((PaymentStatus.Succeeded, PaymentStatus.Started), (settled.Payment.Status, settled.From));
        Assert.Null(settled.Payment.CheckAt);
        Assert.Equal(SubmissionOutcome.Completed, settled.Outcome);
        Assert.Equal((5, Movement.Hold, settled.Payment.Id),
            (settled.Decision!.Row, settled.Ledger!.Movement, settled.Ledger.PaymentId));
        Assert.Equal((EscrowStatus.Paid, Rails.SandboxCard), (_deal.Escrow.Status, _deal.Escrow.PaidWith));
        Assert.Null(_deal.Escrow.OpenPayment);
    }

    [Fact]
    public void Settling_again_changes_nothing()
    {
        Begin();
        Settle(Succeeded);
        foreach (var answer in new[] { Succeeded, NoAnswer, Declined, Voided, CannotVoid, Challenge })
        {
            var again = Settle(answer);
            Assert.True(again.ChangesNothing);
            Assert.Null(again.Refusal);
            Assert.Equal(SubmissionOutcome.Completed, again.Outcome);
        }
    }

    [Fact]
    public void A_decline_frees_the_escrow_for_another_try()
    {
        Begin();
        var settled = Settle(Declined);
        Assert.Equal((PaymentStatus.Declined, "PAYMENT_DECLINED"), (settled.Payment.Status, settled.Payment.DeclineCode));
        Assert.Equal(("PAYMENT_DECLINED", SubmissionOutcome.Declined), (settled.Refusal?.Code, settled.Outcome));
        Assert.Null(settled.Ledger);
        Assert.Null(_deal.Escrow.OpenPayment);
        Assert.Equal("PAYMENT_DECLINED", Settle(Succeeded).Refusal?.Code);
        Assert.False(TryStart(Card()).IsRefused);
    }

    [Fact]
    public void No_answer_leaves_it_started_and_asks_again_in_a_minute()
    {
        Begin();
        _deal.Wait(TimeSpan.FromSeconds(61));
        var settled = Settle(NoAnswer);
        Assert.Equal((PaymentStatus.Started, SubmissionOutcome.Started), (settled.Payment.Status, settled.Outcome));
        Assert.Equal(_deal.Now.AddSeconds(60), settled.Payment.CheckAt);
        Assert.Null(settled.Escrow);
        Assert.False(settled.ChangesNothing);
        Assert.True(Settle(NoAnswer).ChangesNothing);
    }

    [Fact]
    public void A_challenge_waits_for_its_payer_and_lets_another_try_void_it()
    {
        Begin();
        var settled = Settle(Challenge);
        Assert.Equal((PaymentStatus.Challenged, SubmissionOutcome.Challenged), (settled.Payment.Status, settled.Outcome));
        Assert.Equal(settled.Payment.CreatedAt.AddMinutes(15), settled.Payment.CheckAt);

        Assert.Equal(_payment!.Id, Start(Card()).VoidFirst!.Id);
        Assert.Equal(_payment.Id, Start(Wallet()).VoidFirst!.Id);
        Settle(Voided);
        Assert.Null(Start(Card()).VoidFirst);
    }

    [Fact]
    public void A_failed_check_can_be_tried_until_the_rail_declines()
    {
        Begin();
        Settle(Challenge);
        for (var tries = 1; tries <= 2; tries++)
        {
            Assert.Equal(tries, Continue().ChallengeTries);
            var failed = Settle(CheckFailed);
            Assert.Equal((PaymentStatus.Challenged, "CHALLENGE_FAILED"), (failed.Payment.Status, failed.Refusal?.Code));
            Assert.Equal(SubmissionOutcome.Declined, failed.Outcome);
        }

        Assert.Equal(3, Continue().ChallengeTries);
        Assert.Equal(PaymentStatus.Declined, Settle(Declined).Payment.Status);
        Assert.Equal("CHALLENGE_FAILED", PaymentDecider.Continue(_deal.Escrow, _payment!, _deal.Context()).Refusal?.Code);
    }

    [Fact]
    public void A_passed_check_pays()
    {
        Begin();
        Settle(Challenge);
        Continue();
        Assert.Equal(EscrowStatus.Paid, Settle(Succeeded).Decision!.Escrow.Status);
    }

    [Fact]
    public void Other_terms_than_those_paid_for_are_voided()
    {
        Begin();
        Settle(Challenge);
        Assert.Null(_deal.Take(
            EscrowAction.Update, ActorKind.Developer, new ActionInput { Update = new TermsUpdate(Amount: 200m) }));
        Assert.Equal("TERMS_CHANGED", PaymentDecider.Continue(_deal.Escrow, _payment!, _deal.Context()).Refusal?.Code);

        var settled = Settle(Succeeded);
        Assert.True(settled is { MustVoid: true, ChangesNothing: true, Decision: null, Ledger: null });
        Assert.Equal("TERMS_CHANGED", settled.Refusal?.Code);
        var voided = Settle(Voided);
        Assert.Equal((PaymentStatus.Voided, "TERMS_CHANGED"), (voided.Payment.Status, voided.Refusal?.Code));
        Assert.Null(_deal.Escrow.OpenPayment);
        Assert.Equal(EscrowStatus.Pending, _deal.Escrow.Status);
    }

    [Fact]
    public void Money_that_cannot_be_voided_is_credited_late()
    {
        Begin();
        Story.Step(_deal, "developer cancels");
        Assert.True(Settle(Succeeded).MustVoid);
        var late = Settle(CannotVoid);
        Assert.Equal((PaymentStatus.Credited, Movement.LatePayment), (late.Payment.Status, late.Ledger!.Movement));
        Assert.Equal(("ESCROW_CANCELLED", SubmissionOutcome.Declined), (late.Refusal?.Code, late.Outcome));
        Assert.Equal(100_000, _deal.Books[AccountKind.Available, The.Buyer.Id!]);
        Assert.Null(late.Decision);
        Assert.True(Settle(CannotVoid).ChangesNothing);
        Assert.Equal(100_000, _deal.Books[AccountKind.Available, The.Buyer.Id!]);
    }

    [Fact]
    public void A_guests_late_money_goes_to_the_user_they_have_become()
    {
        var deal = new Deal(Some.Instant(), Some.Facts(Some.Instant(), buyerIsUser: false));
        var start = PaymentDecider.Start(deal.Escrow, Session, Card() with { Person = The.Guest }, deal.Context()).Value!;
        deal.Keep(start.Escrow!);
        Assert.Null(deal.Take(EscrowAction.LinkParty, new Caller(Door.SignIn, The.Buyer)));
        Story.Step(deal, "developer cancels");
        var late = PaymentDecider.Settle(deal.Escrow, start.Payment!, CannotVoid, true, deal.Context());
        Assert.Contains(new LedgerEntry(new(AccountKind.Available, The.Buyer.Id!), 100_000), late.Ledger!.Entries);
    }

    [Fact]
    public void A_void_that_finds_the_money_moved_pays_an_escrow_that_still_fits()
    {
        Begin();
        Assert.Equal(5, Settle(CannotVoid).Decision!.Row);
    }

    [Fact]
    public void A_session_that_ended_cannot_take_its_payment()
    {
        Begin();
        var settled = PaymentDecider.Settle(_deal.Escrow, _payment!, Succeeded, isSessionOpen: false, _deal.Context());
        Assert.True(settled.MustVoid);
        Assert.Equal("PAYMENT_DECLINED", settled.Refusal?.Code);
    }

    [Fact]
    public void A_second_payment_of_a_paid_escrow_is_voided()
    {
        Begin();
        Settle(Challenge);
        var challenged = _payment!;
        _deal.Books.Fund(The.Buyer.Id!, 100_000);
        Assert.Null(_deal.Pay(rail: Rails.Wallet));
        Assert.Equal(challenged.Id, _deal.Escrow.OpenPayment!.Id);
        Assert.True(Settle(Succeeded) is { MustVoid: true, Refusal.Code: "PAYMENT_ALREADY_DONE" });
        Settle(Voided);
        Assert.Null(_deal.Escrow.OpenPayment);
    }

    [Fact]
    public void The_wallet_pays_at_once()
    {
        _deal.Books.Fund(The.Buyer.Id!, 100_000);
        var start = Start(Wallet());
        Assert.Equal((PaymentStatus.Succeeded, 5), (start.Payment!.Status, start.Decision!.Row));
        Assert.Null(start.Payment.CheckAt);
        _deal.Keep(_deal.Escrow, start.Decision);
        Assert.Equal(0, _deal.Books[AccountKind.Available, The.Buyer.Id!]);
    }

    [Theory]
    [InlineData("manual_transfer")]
    [InlineData("cheque")]
    public void Other_rails_cannot_be_started(string rail) =>
        Assert.Equal(
            "RAIL_NOT_AVAILABLE", TryStart(Card() with { Payment = new PaymentChoice(rail) }).Refusal?.Code);

    [Fact]
    public void Offered_is_what_the_environment_has()
    {
        var live = new DhmadSettings { Environment = DeploymentEnvironment.Live };
        Assert.Equal(["sandbox_card", "wallet"], RailOffers.Of(new DhmadSettings(), isSignedIn: true));
        Assert.Equal(["sandbox_card"], RailOffers.Of(new DhmadSettings(), isSignedIn: false));
        Assert.Equal(["wallet"], RailOffers.Of(live, isSignedIn: true));
        var onlyCards = new DhmadSettings { Payments = new PaymentSettings { Rails = ["sandbox_card"] } };
        Assert.Equal(["sandbox_card"], RailOffers.Of(onlyCards, isSignedIn: true));
    }

    private static Submission Card() => new()
    {
        Id = Session,
        Person = The.Buyer,
        SteppedUp = true,
        Input = new ActionInput { Seen = 1 },
        Payment = new PaymentChoice(Rails.SandboxCard, "succeeds", "4242"),
    };

    private static Submission Wallet() => Card() with { Payment = new PaymentChoice(Rails.Wallet) };

    private Result<PaymentStart> TryStart(Submission submission) =>
        PaymentDecider.Start(_deal.Escrow, Session, submission, _deal.Context());

    private PaymentStart Start(Submission? submission = null)
    {
        var start = TryStart(submission ?? Card());
        Assert.False(start.IsRefused, start.Refusal?.Code);
        return start.Value;
    }

    private void Begin()
    {
        var start = Start();
        _payment = start.Payment;
        _deal.Keep(start.Escrow!);
    }

    private Payment Continue()
    {
        var tried = PaymentDecider.Continue(_deal.Escrow, _payment!, _deal.Context());
        Assert.False(tried.IsRefused, tried.Refusal?.Code);
        return _payment = tried.Value;
    }

    /// <summary>Settles and keeps what follows, as a commit would.</summary>
    private PaymentSettlement Settle(RailAnswer answer)
    {
        var before = _deal.Escrow;
        var settled = PaymentDecider.Settle(before, _payment!, answer, isSessionOpen: true, _deal.Context());
        if (settled.ChangesNothing) return settled;
        _payment = settled.Payment;
        if (settled.Decision is not null) _deal.Keep(before, settled.Decision);
        else if (settled.Ledger is not null) _deal.Books.Post(settled.Ledger);
        if (settled is { Decision: null, Escrow: not null })
        {
            Assert.Equal(before.Version + 1, settled.Escrow.Version);
            Assert.Equal(before.Sequence, settled.Escrow.Sequence);
            _deal.Keep(settled.Escrow);
        }

        return settled;
    }
}
