using Dhmad.Domain.Payments;
using Dhmad.Grains.Escrows;

namespace Dhmad.Grains.Payments;

/// <summary>
/// The caller's half of a payment. Between two grain calls it asks the rail, so that no grain's turn waits for one
/// and no card number ever reaches a grain.
/// </summary>
public sealed class RailCall(IGrainFactory grains, IEnumerable<IPaymentRail> rails, TimeProvider time)
{
    /// <summary>How long a rail may take; afterwards nothing is known, and the payment is looked up later.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, IPaymentRail> railsByName = rails.ToDictionary(rail => rail.Name);

    /// <summary>Charges a payment that was just written as started.</summary>
    public Task<PaymentSettled> StartAsync(Payment payment, CancellationToken cancellationToken) =>
        SettleAsync(payment, (rail, limit) => rail.StartAsync(payment, limit), cancellationToken);

    /// <summary>Hands the answer to a card check on.</summary>
    public Task<PaymentSettled> ContinueAsync(Payment payment, string input, CancellationToken cancellationToken) =>
        SettleAsync(payment, (rail, limit) => rail.ContinueAsync(payment, input, limit), cancellationToken);

    /// <summary>Asks what became of a payment nobody answered for; never charges again.</summary>
    public Task<PaymentSettled> LookUpAsync(Payment payment, CancellationToken cancellationToken) =>
        SettleAsync(payment, (rail, limit) => rail.LookupAsync(payment, limit), cancellationToken);

    /// <summary>Gives up a payment; it stays as it is while the rail does not confirm.</summary>
    public Task<PaymentSettled> VoidAsync(Payment payment, CancellationToken cancellationToken) =>
        SettleAsync(payment, (rail, limit) => rail.VoidAsync(payment, limit), cancellationToken);

    private async Task<PaymentSettled> SettleAsync(
        Payment payment,
        Func<IPaymentRail, CancellationToken, Task<RailAnswer>> ask,
        CancellationToken cancellationToken)
    {
        var escrow = grains.GetGrain<IEscrowGrain>(payment.EscrowId);
        var settled = await escrow.SettlePayment(payment.Id, await AskAsync(payment, ask, cancellationToken));
        if (!settled.MustVoid) return settled;
        var voided = await AskAsync(
            payment, (rail, limit) => rail.VoidAsync(settled.Payment, limit), cancellationToken);
        return await escrow.SettlePayment(payment.Id, voided);
    }

    private async Task<RailAnswer> AskAsync(
        Payment payment,
        Func<IPaymentRail, CancellationToken, Task<RailAnswer>> ask,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(railsByName[payment.Rail], either.Token);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or TimeoutException or OperationCanceledException)
        {
            return new RailAnswer(RailOutcome.NoAnswer);
        }
    }
}
