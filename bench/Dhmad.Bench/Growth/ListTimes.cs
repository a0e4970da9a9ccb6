using System.Diagnostics;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Tests.Postgres;

namespace Dhmad.Bench.Growth;

/// <summary>
/// What a page of a list costs, the number of all its escrows included, of owners who have a tenth of all escrows and of
/// one who has few: the call that <c>GET /api/v1/escrows</c> makes, without HTTP.
/// </summary>
internal static class ListTimes
{
    private const int Page = 25;
    private const int Times = 5;
    private const double MostMilliseconds = 20;

    private static readonly EscrowFilter[] Owners =
    [
        new(EscrowRole.Creator, LargeTables.LargestCreator),
        new(EscrowRole.Seller, LargeTables.LargestSeller),
        new(EscrowRole.Party, LargeTables.LargestSeller),
        new(EscrowRole.Creator, "dev-18"),
    ];

    public static async Task RunAsync(string connectionString)
    {
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions(connectionString), TimeProvider.System, CancellationToken.None);
        var queries = new EscrowQueries(database);
        var medians = new List<double>();
        foreach (var filter in Filters())
        {
            foreach (var page in (int[])[1, 100]) medians.Add(await MeasureAsync(queries, filter, page));
        }

        var slow = medians.Count(median => median > MostMilliseconds);
        Console.WriteLine(
            $"{medians.Count} lists, {slow} over {MostMilliseconds:0} ms; slowest {medians.Max():0.0} ms");
    }

    private static IEnumerable<EscrowFilter> Filters() =>
        from owner in Owners
        from status in Enum.GetValues<EscrowStatus>().Cast<EscrowStatus?>().Prepend(null)
        select owner with { Status = status };

    /// <summary>The median of some calls after a first one, in milliseconds.</summary>
    private static async Task<double> MeasureAsync(EscrowQueries queries, EscrowFilter filter, int page)
    {
        var found = await queries.PageAsync(filter, page, Page, CancellationToken.None);
        var times = new double[Times];
        for (var time = 0; time < Times; time++)
        {
            var clock = Stopwatch.StartNew();
            await queries.PageAsync(filter, page, Page, CancellationToken.None);
            times[time] = clock.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        var status = filter.Status is { } one ? Spelling.Of(one) : "any";
        Console.WriteLine(
            $"{filter.Role,-8} {filter.Owner,-7} {status,-10} page {page,3}: {found.Escrows.Count,2} of {found.Total,7:N0}   " +
            $"best {times[0],6:0.00} ms   median {times[Times / 2],6:0.00} ms");
        return times[Times / 2];
    }
}
