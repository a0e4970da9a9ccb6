using Dhmad.Api.Settings;
using Dhmad.Silo;
using Dhmad.Silo.Accounts;
using Dhmad.Storage;

namespace Dhmad.Api.Commands;

/// <summary>Makes another developer to practise with and prints its secrets; works beside a running server.</summary>
internal static class MakeSeed
{
    public static async Task<int> RunAsync(bool asJson, CancellationToken cancellationToken)
    {
        var settings = SettingsReader.Read(Configuration.Load());
        if (!settings.IsSandbox)
            throw new SettingsException("Only a sandbox can be seeded; Dhmad:Environment is live.");
        await using var services = new ServiceCollection()
            .AddDhmadStores(settings, DatabaseRole.Command)
            .BuildServiceProvider();
        var seed = await services.GetRequiredService<Seeding>().MakeAsync(cancellationToken);
        await Console.Out.WriteLineAsync(asJson ? seed.ToJson() : Banner.Secrets(seed));
        return 0;
    }
}
