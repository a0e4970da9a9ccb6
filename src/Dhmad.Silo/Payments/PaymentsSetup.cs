using Dhmad.Domain;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Payments;

/// <summary>The rails of this environment, and the calls that ask them between grains' turns.</summary>
internal static class PaymentsSetup
{
    public static IServiceCollection AddPayments(this IServiceCollection services, DhmadSettings settings)
    {
        if (settings.IsSandbox) services.AddSingleton<IPaymentRail, SandboxCardRail>();
        services.AddSingleton<RailCall>();
        return services.AddSingleton<SubmissionCall>();
    }
}
