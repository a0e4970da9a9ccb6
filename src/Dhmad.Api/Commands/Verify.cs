using Dhmad.Api.Settings;
using Dhmad.Silo;
using Dhmad.Storage;
using Dhmad.Storage.Ledger;

namespace Dhmad.Api.Commands;

/// <summary>Checks every invariant of the books and prints one line for each; works beside a running server.</summary>
internal static class Verify
{
    private const int Holds = 0;
    private const int Broken = 1;

    /// <summary>Whatever keeps the books from being proved, so that 1 means one thing only.</summary>
    internal const int Unreadable = 2;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var settings = SettingsReader.ReadForDatabase(Configuration.Load());
            await using var services = new ServiceCollection()
                .AddDhmadStores(settings, DatabaseRole.Reader)
                .BuildServiceProvider();
            var proof = new LedgerProof(services.GetRequiredService<Database>());
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var report = await proof.ProveAsync(now, cancellationToken);
            foreach (var check in report.Checks) await Console.Out.WriteLineAsync(Line(check));
            return report.Ok ? Holds : Broken;
        }
        catch (Exception failure) when (CommandLine.IsForOperators(failure))
        {
            await Console.Error.WriteLineAsync($"dhmad: {failure.Message}");
            return Unreadable;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"dhmad: The proof came to no end: {fault}");
            return Unreadable;
        }
    }

    private static string Line(ProofCheck check) =>
        $"{(check.Ok ? "ok    " : "FAILED")} {check.Name,-22} {check.Checked} checked"
        + (check.Ok ? "" : $": {check.Detail}");
}
