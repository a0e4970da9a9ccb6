using System.Collections.Concurrent;
using Dhmad.Domain.Payments;

namespace Dhmad.Testing;

/// <summary>A rail that answers as told, call by call, and counts what it was asked.</summary>
public sealed class ScriptedRail : IPaymentRail
{
    private readonly ConcurrentQueue<(RailCallKind Kind, string PaymentId)> _calls = new();

    public string Name => Rails.SandboxCard;

    public Func<Payment, RailAnswer> OnStart { get; set; } = _ => Succeeds;

    public Func<Payment, string, RailAnswer> OnContinue { get; set; } = (_, _) => Succeeds;

    public Func<Payment, RailAnswer> OnLookUp { get; set; } = _ => Silent;

    public Func<Payment, RailAnswer> OnVoid { get; set; } = _ => new RailAnswer(RailOutcome.Voided);

    /// <summary>Until this is done, nobody is told what became of a payment.</summary>
    public Task LookUpsWaitFor { get; set; } = Task.CompletedTask;

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<RailCallKind> Calls => [.. _calls.Select(call => call.Kind)];

    public static RailAnswer Succeeds => new(RailOutcome.Succeeded);

    public static RailAnswer Silent => new(RailOutcome.NoAnswer);

    public static RailAnswer Asks => new(RailOutcome.Challenge);

    public static RailAnswer Declines => new(RailOutcome.Declined, "PAYMENT_DECLINED", "declined");

    public Task<RailAnswer> StartAsync(Payment payment, CancellationToken cancellationToken) =>
        AnswerAsync(RailCallKind.Start, payment, () => OnStart(payment));

    public Task<RailAnswer> ContinueAsync(Payment payment, string input, CancellationToken cancellationToken) =>
        AnswerAsync(RailCallKind.Continue, payment, () => OnContinue(payment, input));

    public async Task<RailAnswer> LookupAsync(Payment payment, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(RailCallKind.LookUp, payment, () => OnLookUp(payment));
        await LookUpsWaitFor.WaitAsync(cancellationToken);
        return answer;
    }

    public Task<RailAnswer> VoidAsync(Payment payment, CancellationToken cancellationToken) =>
        AnswerAsync(RailCallKind.Void, payment, () => OnVoid(payment));

    private Task<RailAnswer> AnswerAsync(RailCallKind kind, Payment payment, Func<RailAnswer> answer)
    {
        _calls.Enqueue((kind, payment.Id));
        return Task.FromResult(answer());
    }
}

public enum RailCallKind
{
    Start,
    Continue,
    LookUp,
    Void,
}
