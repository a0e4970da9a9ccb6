using Dhmad.Grains.Webhooks;
using Dhmad.Storage.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Webhooks;

/// <summary>What delivers events: the stores, and the one client that all attempts go through.</summary>
internal static class WebhooksSetup
{
    public static IServiceCollection AddWebhookStores(this IServiceCollection services) => services
        .AddSingleton<EndpointStore>()
        .AddSingleton<DeliveryStore>()
        .AddSingleton<BacklogStore>()
        .AddSingleton<OutboxStore>()
        .AddSingleton<CatcherStore>();

    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookSender>()
        .AddSingleton<Attempts>();
}
