using Dhmad.Domain;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Payments;
using Dhmad.Storage.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Payments;

internal static class PaymentsSetup
{
    public static IServiceCollection AddPaymentStores(this IServiceCollection services) =>
        services.AddSingleton<PaymentStore>();

    /// <summary>The rails of this environment, and the calls that ask them between grains' turns.</summary>
    public static IServiceCollection AddPayments(this IServiceCollection services, DhmadSettings settings)
    {
        if (settings.IsSandbox) services.AddSingleton<IPaymentRail, SandboxCardRail>();
        return services.AddSingleton<RailCall>().AddSingleton<SubmissionCall>();
    }
}
