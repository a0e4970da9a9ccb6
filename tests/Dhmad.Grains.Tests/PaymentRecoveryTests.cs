using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Storage.Payments;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>What becomes of payments when their rail, or we, do not answer: looked up, never charged again.</summary>
public sealed class PaymentRecoveryTests : IAsyncLifetime
{
    private readonly ScriptedRail _rail = new();
    private DhmadCluster _cluster = null!;
    private EscrowLife _life = null!;
    private SessionLife _session = null!;

    public async Task InitializeAsync()
    {
        _cluster = await DhmadCluster.StartAsync(new ClusterPlan().With(_rail));
        _life = await EscrowLife.CreateAsync(_cluster);
        _session = await _life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_rail_that_is_away_is_no_answer_and_charges_once()
    {
        _rail.OnStart = _ => throw new HttpRequestException("The line is dead.");
        _rail.OnLookUp = _ => ScriptedRail.Succeeds;
        Assert.Equal(SubmissionResult.BeingChecked, (await _session.PayAsync()).Result);

        await PassAsync(PaymentClock.LookUpAfter);
        Assert.Equal(EscrowStatus.Paid, await _life.StatusAsync());
        Assert.Equal([RailCallKind.Start, RailCallKind.LookUp], _rail.Calls);
    }

    [Fact]
    public async Task A_submission_posted_again_does_not_reach_the_rail_again()
    {
        _rail.OnStart = _ => ScriptedRail.Declines;
        var id = Guid.NewGuid();
        await _session.PayAsync(submissionId: id);
        Assert.Equal("PAYMENT_DECLINED", (await _session.PayAsync(submissionId: id)).Refusal?.Code);
        Assert.Equal([RailCallKind.Start], _rail.Calls);
    }

    [Fact]
    public async Task The_same_payment_form_twice_at_once_is_charged_once()
    {
        var form = await _session.PaymentAsync(Rails.SandboxCard, SandboxCardBehaviour.Succeeds);
        var answers = await Task.WhenAll(_session.CallAsync(form), _session.CallAsync(form));
        Assert.All(answers, answer =>
            Assert.True(answer.Result is SubmissionResult.Completed or SubmissionResult.BeingChecked));
        Assert.Equal([RailCallKind.Start], _rail.Calls);
        Assert.Equal(100_000, await _life.BalanceAsync(AccountKind.Held));
    }

    [Fact]
    public async Task A_rail_silent_for_a_quarter_of_an_hour_is_told_to_void()
    {
        _rail.OnStart = _ => ScriptedRail.Silent;
        var started = await _session.PayAsync();
        for (var minute = 1; minute < 15; minute++) await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(14, _rail.Calls.Count(call => call == RailCallKind.LookUp));
        Assert.DoesNotContain(RailCallKind.Void, _rail.Calls);

        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(RailCallKind.Void, _rail.Calls[^1]);
        Assert.Equal(PaymentStatus.Voided, (await PaymentAsync(started)).Status);
        _rail.OnStart = _ => ScriptedRail.Succeeds;
        Assert.Equal(SubmissionResult.Completed, (await _session.PayAsync()).Result);
    }

    [Fact]
    public async Task A_void_that_is_not_confirmed_is_asked_for_again_every_minute()
    {
        _rail.OnStart = _ => ScriptedRail.Silent;
        _rail.OnVoid = _ => ScriptedRail.Silent;
        var started = await _session.PayAsync();
        await PassAsync(PaymentClock.VoidAfter);
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, _rail.Calls.Count(call => call == RailCallKind.Void));
        Assert.Equal(PaymentStatus.Started, (await PaymentAsync(started)).Status);
        Assert.Equal("PAYMENT_UNDER_REVIEW", (await _life.Grain.Check(EscrowAction.AcceptPay, The.Buyer.Email))?.Code);
    }

    [Fact]
    public async Task Money_that_can_not_be_voided_but_still_fits_pays_the_escrow()
    {
        _rail.OnStart = _ => ScriptedRail.Silent;
        _rail.OnVoid = _ => new RailAnswer(RailOutcome.CannotVoid);
        await _session.PayAsync();
        await PassAsync(PaymentClock.VoidAfter);
        Assert.Equal((EscrowStatus.Paid, 100_000), (await _life.StatusAsync(), await _life.BalanceAsync(AccountKind.Held)));
    }

    [Fact]
    public async Task A_charge_answered_after_the_escrow_was_cancelled_is_voided_at_once()
    {
        _rail.OnStart = _ =>
        {
            // The rail takes its time: meanwhile the developer cancels.
            Assert.Null(_life.CancelAsync().GetAwaiter().GetResult().Refusal);
            return ScriptedRail.Succeeds;
        };
        var paid = await _session.PayAsync();
        Assert.Equal((SubmissionResult.Refused, "ESCROW_CANCELLED"), (paid.Result, paid.Refusal?.Code));
        Assert.Equal([RailCallKind.Start, RailCallKind.Void], _rail.Calls);
        Assert.Equal(PaymentStatus.Voided, (await PaymentAsync(paid)).Status);
    }

    [Fact]
    public async Task A_charge_answered_after_the_session_s_end_counts_because_it_was_judged_in_time()
    {
        _rail.OnStart = _ =>
        {
            _cluster.Time.Jump(CheckoutSession.Lifetime);
            return ScriptedRail.Succeeds;
        };
        Assert.Equal(SubmissionResult.Completed, (await _session.PayAsync()).Result);
        Assert.Equal(SessionStatus.Completed, await _session.StatusAsync());
    }

    [Fact]
    public async Task A_check_passed_outside_after_its_session_was_cancelled_is_voided()
    {
        _rail.OnStart = _ => ScriptedRail.Asks;
        var asked = await _session.PayAsync();
        await _session.Grain.CancelOnPage();
        _rail.OnLookUp = _ => ScriptedRail.Succeeds;
        await PassAsync(PaymentClock.VoidAfter);
        Assert.Equal(PaymentStatus.Voided, (await PaymentAsync(asked)).Status);
        Assert.Equal(EscrowStatus.Pending, await _life.StatusAsync());
    }

    [Fact]
    public async Task Terms_changed_while_a_card_check_was_open_void_the_payment()
    {
        _rail.OnStart = _ => ScriptedRail.Asks;
        var asked = await _session.PayAsync();
        var update = new ActionInput { Update = new TermsUpdate(Amount: 120) };
        Assert.Null((await _life.TakeAsync(EscrowAction.Update, The.Developer, update)).Refusal);

        Assert.Equal("TERMS_CHANGED", (await _session.AnswerCheckAsync("123456")).Refusal?.Code);
        await PassAsync(PaymentClock.VoidAfter);
        Assert.Equal(PaymentStatus.Voided, (await PaymentAsync(asked)).Status);
    }

    [Fact]
    public async Task A_card_check_whose_answer_was_lost_is_asked_again()
    {
        _rail.OnStart = _ => ScriptedRail.Asks;
        _rail.OnLookUp = _ => ScriptedRail.Asks;
        await _session.PayAsync();
        var form = _session.Form(The.Buyer) with { AnswersChallenge = true };
        Assert.Equal(SubmissionResult.AskRail, (await _session.Grain.Submit(form)).Result);

        // The process died before the rail had the code.
        await _cluster.RestartAsync();
        Assert.Equal(SubmissionResult.BeingChecked, (await _session.CallAsync(form, "123456")).Result);
        await PassAsync(PaymentClock.LookUpAfter);
        Assert.Equal(SubmissionResult.Challenge, (await _session.CallAsync(form, "123456")).Result);
        Assert.Equal(SubmissionResult.Completed, (await _session.AnswerCheckAsync("123456")).Result);
        Assert.DoesNotContain(RailCallKind.Void, _rail.Calls);
    }

    private async Task PassAsync(TimeSpan span)
    {
        _cluster.Time.Jump(span);
        await _cluster.Get<Sweep>().SweepPaymentsAsync(CancellationToken.None);
    }

    private async Task<Payment> PaymentAsync(SubmissionAnswer answer) =>
        (await _cluster.Get<PaymentStore>().LoadAsync(answer.Payment!.Id, CancellationToken.None))!;
}
