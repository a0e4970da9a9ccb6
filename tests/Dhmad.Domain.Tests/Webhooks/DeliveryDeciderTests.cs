using Dhmad.Domain.Webhooks;

namespace Dhmad.Domain.Tests.Webhooks;

public sealed class DeliveryDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    public static readonly TheoryData<AttemptError> Errors = [.. Enum.GetValues<AttemptError>()];

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public void Any_2xx_delivers_and_ends_the_failing(int status)
    {
        var verdict = Decide(status, firstFailureAt: At.AddDays(-9));
        Assert.Equal(new DeliveryVerdict(DeliveryStatus.Delivered, null, null, null, null), verdict);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(301)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(599)]
    public void What_may_pass_is_tried_again(int status)
    {
        var verdict = Decide(status, attempts: 3);
        Assert.Equal(new DeliveryVerdict(DeliveryStatus.Pending, At.AddSeconds(4), null, null, At), verdict);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_is_tried_again(AttemptError error)
    {
        var verdict = Decide(null, error: error);
        Assert.Equal(DeliveryStatus.Pending, verdict.Status);
        Assert.Equal(At.AddSeconds(1), verdict.NextAttemptAt);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(499)]
    public void Every_other_4xx_is_final(int status)
    {
        var verdict = Decide(status);
        Assert.Equal(
            new DeliveryVerdict(DeliveryStatus.Failed, null, DeliveryFailure.Rejected, null, At), verdict);
    }

    [Theory]
    [InlineData(AttemptTrigger.Scheduled)]
    [InlineData(AttemptTrigger.Manual)]
    public void A_410_switches_the_endpoint_off(AttemptTrigger trigger)
    {
        var verdict = Decide(410, trigger: trigger);
        Assert.Equal(DeliveryFailure.EndpointGone, verdict.Failure);
        Assert.Equal(DisabledReason.Gone, verdict.SwitchOff);
    }

    [Fact]
    public void The_twelfth_failure_is_the_last()
    {
        Assert.Equal(DeliveryStatus.Pending, Decide(500, attempts: 11).Status);
        Assert.Equal(DeliveryFailure.Exhausted, Decide(500, attempts: 12).Failure);
    }

    [Theory]
    [InlineData(429, 60)]
    [InlineData(503, 60)]
    [InlineData(500, 1)]
    [InlineData(302, 1)]
    public void Retry_After_counts_on_429_and_503(int status, int seconds)
    {
        var outcome = new AttemptOutcome(AttemptTrigger.Scheduled, At, status, null, TimeSpan.FromSeconds(60));
        var verdict = DeliveryDecider.Decide(new(DeliveryStatus.Pending, 1), outcome, null, 5, 0.5);
        Assert.Equal(At.AddSeconds(seconds), verdict.NextAttemptAt);
    }

    [Fact]
    public void An_endpoint_that_failed_for_five_days_is_switched_off()
    {
        var almost = Decide(500, firstFailureAt: At.AddDays(-5).AddTicks(1));
        Assert.Null(almost.SwitchOff);
        Assert.Equal(DeliveryStatus.Pending, almost.Status);

        var verdict = Decide(500, firstFailureAt: At.AddDays(-5));
        Assert.Equal(DisabledReason.Failing, verdict.SwitchOff);
        Assert.Equal(DeliveryFailure.EndpointDisabled, verdict.Failure);
        Assert.Equal(At.AddDays(-5), verdict.FirstFailureAt);
        Assert.Null(verdict.NextAttemptAt);
    }

    [Theory]
    [InlineData(404, 1, DeliveryFailure.Rejected)]
    [InlineData(500, 12, DeliveryFailure.Exhausted)]
    public void Its_own_reason_wins_over_the_endpoint_being_switched_off(
        int status, int attempts, DeliveryFailure failure)
    {
        var verdict = Decide(status, attempts, At.AddDays(-6));
        Assert.Equal(failure, verdict.Failure);
        Assert.Equal(DisabledReason.Failing, verdict.SwitchOff);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    public void A_failed_manual_attempt_leaves_the_schedule_as_it_is(int status)
    {
        var next = At.AddHours(3);
        var outcome = new AttemptOutcome(AttemptTrigger.Manual, At, status);
        var verdict = DeliveryDecider.Decide(new(DeliveryStatus.Pending, 6, next), outcome, null, 5, 0.5);
        Assert.Equal(new DeliveryVerdict(DeliveryStatus.Pending, next, null, null, At), verdict);
    }

    [Theory]
    [InlineData(DeliveryStatus.Failed, DeliveryFailure.Exhausted)]
    [InlineData(DeliveryStatus.Delivered, null)]
    public void What_ended_stays_ended_when_a_manual_attempt_fails(DeliveryStatus status, DeliveryFailure? failure)
    {
        var outcome = new AttemptOutcome(AttemptTrigger.Manual, At, 500);
        var verdict = DeliveryDecider.Decide(new(status, 12, null, failure), outcome, null, 5, 0.5);
        Assert.Equal(new DeliveryVerdict(status, null, failure, null, At), verdict);
    }

    [Fact]
    public void A_manual_attempt_can_still_deliver_what_failed()
    {
        var outcome = new AttemptOutcome(AttemptTrigger.Manual, At, 200);
        var verdict = DeliveryDecider.Decide(
            new(DeliveryStatus.Failed, 12, null, DeliveryFailure.Exhausted), outcome, At.AddDays(-2), 5, 0.5);
        Assert.Equal(new DeliveryVerdict(DeliveryStatus.Delivered, null, null, null, null), verdict);
    }

    private static DeliveryVerdict Decide(
        int? status,
        int attempts = 1,
        DateTimeOffset? firstFailureAt = null,
        AttemptError? error = null,
        AttemptTrigger trigger = AttemptTrigger.Scheduled) =>
        DeliveryDecider.Decide(
            new DeliveryProgress(DeliveryStatus.Pending, attempts),
            new AttemptOutcome(trigger, At, status, error),
            firstFailureAt,
            disableAfterDays: 5,
            chance: 0.5);
}
