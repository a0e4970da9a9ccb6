using Dhmad.Domain;
using Dhmad.Grains.Accounts;
using Dhmad.Storage.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Accounts;

/// <summary>Users, developers, keys and mail.</summary>
internal static class AccountsSetup
{
    /// <summary>The stores, and what seeds them; no grains are needed.</summary>
    public static IServiceCollection AddAccountStores(this IServiceCollection services) => services
        .AddSingleton<UserStore>()
        .AddSingleton<DeveloperStore>()
        .AddSingleton<ApiKeyStore>()
        .AddSingleton<TokenStore>()
        .AddSingleton<LoginFailureStore>()
        .AddSingleton<AssociationStore>()
        .AddSingleton<SignInStore>()
        .AddSingleton<SignInCodeStore>()
        .AddSingleton<WalletStore>()
        .AddSingleton<ExchangeRateStore>()
        .AddSingleton<MailStore>()
        .AddSingleton<Seeding>();

    /// <summary>What goes on beside the calls.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, DhmadSettings settings) =>
        services.AddLoop<WaitingSweep>(settings);
}
