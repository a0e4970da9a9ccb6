using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Escrows;

namespace Dhmad.Grains.Escrows;

/// <summary>Looks up what judging must know of people, rates and counts; only what the rule at hand asks for.</summary>
public sealed class EscrowFacts(
    IGrainFactory grains,
    UserStore users,
    ExchangeRateStore rates,
    EscrowQueries escrows,
    EscrowTime time,
    DhmadSettings settings)
{
    private static readonly PartyFacts NothingAsked = new(SellerKycApproved: false, PayerPhoneVerified: false);

    /// <summary>Null when there is no such developer.</summary>
    public async Task<CreationFacts?> OfCreationAsync(CreateEscrow command)
    {
        var input = command.Input;
        if (await grains.Developer(command.DeveloperId).Read() is not { } developer) return null;
        var rate = await rates.NewestAsync(input.Currency, CancellationToken.None);
        return new CreationFacts(
            developer.Id,
            developer.NameFor(command.KeyAppName),
            developer.AssociatedUser,
            input.AutoSign ? await grains.Developer(developer.Id).ReadSignature() : null,
            await KnownAsync(input.BuyerEmail, developer),
            input.SellerEmail is null ? developer.AssociatedUser : await KnownAsync(input.SellerEmail, developer),
            rate?.Micros,
            await CreatedTodayAsync(developer.Id));
    }

    /// <summary>The facts that the settings' guards ask about; nothing is read while no setting asks.</summary>
    public async Task<PartyFacts> OfPartiesAsync(Escrow escrow)
    {
        var asksSeller = settings.Escrows.RequireSellerKyc;
        var asksBuyer = settings.Payments.RequireVerifiedPhone;
        if (!asksSeller && !asksBuyer) return NothingAsked;
        var seller = asksSeller ? await users.FindAsync(escrow.Seller.Email, CancellationToken.None) : null;
        var buyer = asksBuyer ? await users.FindAsync(escrow.Buyer.Email, CancellationToken.None) : null;
        return new PartyFacts(seller?.KycStatus == KycStatus.Approved, buyer?.PhoneVerified == true);
    }

    private async Task<Person?> KnownAsync(string email, Developer developer) =>
        developer.AssociatedUser?.Email == email
            ? developer.AssociatedUser
            : (await users.FindAsync(email, CancellationToken.None))?.ToPerson();

    private async Task<int> CreatedTodayAsync(string developerId)
    {
        if (settings.Escrows.DailyLimitPerDeveloper == 0) return 0;
        var midnight = new DateTimeOffset(time.RealNow.UtcDateTime.Date, TimeSpan.Zero);
        return await escrows.CountCreatedAsync(developerId, midnight, CancellationToken.None);
    }
}
