using Dhmad.Domain.Payments;
using Dhmad.Grains.Escrows;

namespace Dhmad.Grains.Payments;

/// <summary>
/// The caller's half of a payment. Between two grain calls it asks the rail, so that no grain's turn waits for one
/// and no card number ever reaches a grain.
/// </summary>
public sealed class RailCall(IGrainFactory grains, IEnumerable<IPaymentRail> rails)
{
    private readonly Dictionary<string, IPaymentRail> _rails = rails.ToDictionary(rail => rail.Name);

    /// <summary>Charges a payment that was just written as started.</summary>
    public Task<PaymentSettled> StartAsync(Payment payment, CancellationToken cancellationToken) =>
        AskThenSettleAsync(payment, rail => rail.StartAsync(payment, cancellationToken), cancellationToken);

    /// <summary>Hands the answer to a card check on.</summary>
    public Task<PaymentSettled> ContinueAsync(Payment payment, string input, CancellationToken cancellationToken) =>
        AskThenSettleAsync(payment, rail => rail.ContinueAsync(payment, input, cancellationToken), cancellationToken);

    /// <summary>Asks what became of a payment nobody answered for; never charges again.</summary>
    public Task<PaymentSettled> LookUpAsync(Payment payment, CancellationToken cancellationToken) =>
        AskThenSettleAsync(payment, rail => rail.LookupAsync(payment, cancellationToken), cancellationToken);

    /// <summary>Gives up a payment; it stays as it is while the rail does not confirm.</summary>
    public Task<PaymentSettled> VoidAsync(Payment payment, CancellationToken cancellationToken) =>
        AskThenSettleAsync(payment, rail => rail.VoidAsync(payment, cancellationToken), cancellationToken);

    private async Task<PaymentSettled> AskThenSettleAsync(
        Payment payment, Func<IPaymentRail, Task<RailAnswer>> ask, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(payment, ask);
        return await SettleAsync(payment, answer, cancellationToken);
    }

    private async Task<PaymentSettled> SettleAsync(
        Payment payment, RailAnswer answer, CancellationToken cancellationToken)
    {
        var escrow = grains.GetGrain<IEscrowGrain>(payment.EscrowId);
        var settled = await escrow.SettlePayment(payment.Id, answer);
        if (!settled.MustVoid) return settled;
        var voided = await AskAsync(settled.Payment, rail => rail.VoidAsync(settled.Payment, cancellationToken));
        return await escrow.SettlePayment(payment.Id, voided);
    }

    private async Task<RailAnswer> AskAsync(Payment payment, Func<IPaymentRail, Task<RailAnswer>> ask)
    {
        try
        {
            return await ask(_rails[payment.Rail]);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException or OperationCanceledException)
        {
            return new RailAnswer(RailOutcome.NoAnswer);
        }
    }
}
