using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Checkout;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Thirty minutes to the second, whoever wakes it, and also when nobody does.</summary>
public sealed class SessionExpiryTests : ClusterTest
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_session_expires_at_its_second_by_its_timer()
    {
        var session = await OpenAsync();
        await Cluster.AdvanceAsync(CheckoutSession.Lifetime - Moment);
        Assert.Equal((SessionStatus.Pending, SessionStatus.Pending), (await session.StatusAsync(), await RowAsync(session)));

        await Cluster.AdvanceAsync(Moment);
        Assert.Equal((SessionStatus.Expired, SessionStatus.Expired), (await session.StatusAsync(), await RowAsync(session)));
    }

    [Fact]
    public async Task A_session_is_expired_at_its_second_when_no_alarm_came_at_all()
    {
        var session = await OpenAsync();
        Cluster.Time.Jump(CheckoutSession.Lifetime);

        Assert.Equal((SessionStatus.Expired, SessionStatus.Pending), (await session.StatusAsync(), await RowAsync(session)));
        Assert.Equal(SubmissionResult.SessionExpired, (await session.SubmitAsync(The.Buyer)).Result);
        Assert.Equal("SESSION_ALREADY_EXPIRED", (await session.Grain.CancelOnPage()).Refusal?.Code);
    }

    [Fact]
    public async Task A_session_whose_alarms_were_lost_is_found_by_the_sweep()
    {
        var session = await OpenAsync();
        Cluster.Time.Jump(CheckoutSession.Lifetime);
        await Sweep.SweepSessionsAsync(CancellationToken.None);
        Assert.Equal(SessionStatus.Expired, await RowAsync(session));
    }

    [Fact]
    public async Task A_submission_a_moment_before_the_end_completes_and_one_at_the_end_does_not()
    {
        var life = await DeliveredAsync();
        var (early, late) = (await life.OpenAsync(EscrowAction.Dispute, The.Buyer), await life.OpenAsync(EscrowAction.Complete, The.Buyer));
        Cluster.Time.Jump(CheckoutSession.Lifetime - Moment);
        var dispute = await early.SubmitAsync(The.Buyer, new ActionInput { Reason = "The bike has no wheels." });
        Assert.Equal(SubmissionResult.Completed, dispute.Result);

        Cluster.Time.Jump(Moment);
        Assert.Equal(SubmissionResult.SessionExpired, (await late.SubmitAsync(The.Buyer)).Result);
    }

    private async Task<SessionLife> OpenAsync() =>
        await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
}
