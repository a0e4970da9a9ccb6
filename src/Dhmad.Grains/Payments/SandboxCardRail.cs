using Dhmad.Domain;
using Dhmad.Domain.Payments;

namespace Dhmad.Grains.Payments;

/// <summary>The practice rail of the sandbox: no money, and the card's number decides what happens.</summary>
public sealed class SandboxCardRail : IPaymentRail
{
    private const string GoodCode = "123456";
    private const string RefusedCode = "000000";
    private const int MaxCodes = 3;

    private static readonly RailAnswer Succeeded = new(RailOutcome.Succeeded);
    private static readonly RailAnswer Challenge = new(RailOutcome.Challenge);
    private static readonly RailAnswer NoAnswer = new(RailOutcome.NoAnswer);

    public string Name => Rails.SandboxCard;

    public Task<RailAnswer> StartAsync(Payment payment, CancellationToken cancellationToken) =>
        Task.FromResult(IsSilent(payment) ? NoAnswer : Truth(payment));

    /// <summary>One code is right, one is refused for good, others are counted: the third wrong one ends it.</summary>
    public Task<RailAnswer> ContinueAsync(Payment payment, string input, CancellationToken cancellationToken) =>
        Task.FromResult((BehaviourOf(payment), input.Trim()) switch
        {
            (not SandboxCardBehaviour.AsksCheck, _) => Truth(payment),
            (_, GoodCode) => Succeeded,
            (_, RefusedCode) => Declined("check_refused"),
            _ when payment.ChallengeTries >= MaxCodes => Declined("check_failed"),
            _ => new RailAnswer(RailOutcome.Declined, "CHALLENGE_FAILED", "check_failed"),
        });

    public Task<RailAnswer> LookupAsync(Payment payment, CancellationToken cancellationToken) =>
        Task.FromResult(Truth(payment));

    public Task<RailAnswer> VoidAsync(Payment payment, CancellationToken cancellationToken) =>
        Task.FromResult(new RailAnswer(
            BehaviourOf(payment) == SandboxCardBehaviour.SilentThenSucceedsForGood
                ? RailOutcome.CannotVoid
                : RailOutcome.Voided));

    private static RailAnswer Truth(Payment payment) => BehaviourOf(payment) switch
    {
        SandboxCardBehaviour.Succeeds => Succeeded,
        SandboxCardBehaviour.SilentThenSucceeds => Succeeded,
        SandboxCardBehaviour.SilentThenSucceedsForGood => Succeeded,
        SandboxCardBehaviour.AsksCheck => Challenge,
        SandboxCardBehaviour.NotEnoughMoney => Declined("not_enough_money"),
        SandboxCardBehaviour.Expired => Declined("card_expired"),
        _ => Declined("declined"),
    };

    private static bool IsSilent(Payment payment) => BehaviourOf(payment)
        is SandboxCardBehaviour.SilentThenDeclined
        or SandboxCardBehaviour.SilentThenSucceeds
        or SandboxCardBehaviour.SilentThenSucceedsForGood;

    /// <summary>A token that is none of ours is declined, as an unknown card is.</summary>
    private static SandboxCardBehaviour BehaviourOf(Payment payment) =>
        Spelling.TryRead<SandboxCardBehaviour>(payment.Token, out var behaviour)
            ? behaviour
            : SandboxCardBehaviour.Declined;

    private static RailAnswer Declined(string reason) => new(RailOutcome.Declined, "PAYMENT_DECLINED", reason);
}
