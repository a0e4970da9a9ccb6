using Dhmad.Api.Settings;
using Dhmad.Silo;
using Dhmad.Storage;

namespace Dhmad.Api.Commands;

/// <summary>
/// Brings the schema up to date and ends, for deployments whose servers may not change it: the owner of the tables runs
/// this before servers of a new version start.
/// </summary>
internal static class Migrate
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = SettingsReader.ReadForDatabase(Configuration.Load());
        var time = TimeProvider.System;
        await using var database =
            await StorageSetup.OpenDatabaseAsync(settings, DatabaseRole.Server, time, cancellationToken);
        await Console.Out.WriteLineAsync(database.AppliedScripts switch
        {
            0 => "The schema is the present one already: nothing was changed.",
            1 => "The schema is the present one now: 1 script was applied.",
            var applied => $"The schema is the present one now: {applied} scripts were applied.",
        });
        return 0;
    }
}
