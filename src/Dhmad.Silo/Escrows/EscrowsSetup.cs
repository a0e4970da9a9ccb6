using Dhmad.Grains.Escrows;
using Dhmad.Storage.Escrows;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Escrows;

internal static class EscrowsSetup
{
    public static IServiceCollection AddEscrowStores(this IServiceCollection services) =>
        services.AddSingleton<EscrowStore>().AddSingleton<EscrowQueries>();

    public static IServiceCollection AddEscrows(this IServiceCollection services) =>
        services.AddSingleton<EscrowFacts>();
}
