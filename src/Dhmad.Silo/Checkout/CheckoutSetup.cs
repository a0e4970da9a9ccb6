using Dhmad.Storage.Checkout;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Checkout;

internal static class CheckoutSetup
{
    public static IServiceCollection AddCheckoutStores(this IServiceCollection services) =>
        services.AddSingleton<SessionStore>().AddSingleton<SessionQueries>();
}
