using Dhmad.Bench.Http;
using Dhmad.Silo.Accounts;

namespace Dhmad.Bench.Growth;

/// <summary>
/// The calls that are compared, to the server of one database. Each opened session and each delivery is of another escrow,
/// which is not in memory.
/// </summary>
internal sealed class GrowthLanes(ServerProcess server, string kind, string ids, string apiKey, int count)
{
    public const string Create = "create";
    public const string OpenSession = "open a session";
    public const string Deliver = "deliver";

    public static readonly IReadOnlyList<string> All = [Create, OpenSession, Deliver];

    private const string Escrows = "/api/v1/escrows";

    // A new escrow needs nobody but a shop; a session that cancels a paid one is its seller's.
    private static readonly Dictionary<string, WrkRequest> Requests = new()
    {
        [Create] = new("POST", Escrows, """{"title":"Song","amount":25,"mode":"instant","buyerEmail":"guest@example.tn"}"""),
        [OpenSession] = new(
            "POST",
            Escrows + "/{id}/sessions",
            $$"""{"action":"cancel_escrow","targetUserEmail":"{email}","redirectUrl":"{{Seeding.RedirectUrl}}"}"""),
        [Deliver] = new("POST", Escrows + "/{id}/deliver"),
    };

    // Half of the pool for each call that uses it up.
    private readonly int half = count / 2;
    private readonly Dictionary<string, int> next = new() { [Create] = 0, [OpenSession] = 0, [Deliver] = count / 2 };

    public ServerProcess Server => server;

    public string Kind => kind;

    /// <summary>How many escrows the call that uses them up fastest has left.</summary>
    public int Left => Math.Min(half - next[OpenSession], count - next[Deliver]);

    public async Task<WrkRound> RunAsync(string lane, int seconds)
    {
        var before = server.ProcessorTime;
        var from = next[lane];
        var round = await Wrk.RunAsync(server.Url, ids, from, Requests[lane], apiKey, seconds);
        next[lane] = lane == Create ? 0 : round.Next;
        if (round.Failures > 0) throw new InvalidOperationException($"{round.Failures} of the {lane} requests failed.");
        if (Left < 0) throw new InvalidOperationException("The pool is used up: give a larger one.");
        var work = (server.ProcessorTime - before).TotalMicroseconds / round.Requests;
        Console.WriteLine(
            $"{kind,-5} {lane,-14} {round.PerSecond,8:N0} requests/s   p50 {round.P50,6:0.00} ms   " +
            $"p99 {round.P99,6:0.00} ms   {work,5:N0} us of the server each");
        return round;
    }
}
