using System.Diagnostics;
using System.Globalization;

namespace Dhmad.Bench.Http;

/// <summary>The load generator <c>wrk</c>: 64 connections that ask one escrow after another.</summary>
public static class Wrk
{
    public const int Connections = 64;

    // All lanes run the same script, so what it costs on the shared processors is the same.
    private const string Script =
        """
        ids, head, tail, next_id, last = {}, "", "", 0, 0
        function setup(thread) worker = thread end
        function ending(body)
          if body == "" then return "\r\nContent-Length: 0\r\n\r\n" end
          return "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
        end
        function init(args)
          local before, after = args[5]:match("^(.*){id}(.*)$")
          head = args[4] .. " " .. (before or args[5])
          local middle = (after or "") .. " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
          local own = args[6]:find("{email}", 1, true)
          if not own then tail = ending(args[6]) end
          for line in io.lines(args[1]) do
            local id, key, email = line:match("(%S+)%s*(%S*)%s*(%S*)")
            ids[#ids + 1] = (before and id or "") .. middle .. (key == "" and args[3] or key)
              .. (own and ending((args[6]:gsub("{email}", email))) or "")
          end
          next_id, last = tonumber(args[2]), #ids
        end
        function request()
          next_id = next_id + 1
          return head .. ids[(next_id - 1) % last + 1] .. tail
        end
        function done(summary, latency, requests)
          io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
            latency:percentile(50), latency:percentile(99),
            summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
              + summary.errors.timeout, worker:get("next_id")))
        end
        """;

    /// <summary>One round of what is posted to escrows.</summary>
    /// <param name="call">The last part of the path. Empty: the escrow is read.</param>
    public static Task<WrkRound> RunAsync(
        Uri url, string idsFile, int from, string call, string apiKey, int seconds)
    {
        const string escrow = "/api/v1/escrows/{id}";
        var request = call.Length == 0 ? new WrkRequest("GET", escrow) : new WrkRequest("POST", $"{escrow}/{call}");
        return RunAsync(url, idsFile, from, request, apiKey, seconds);
    }

    /// <summary>One round.</summary>
    /// <param name="idsFile">
    /// Escrow ids, one on each line, with the API key behind it where it is another, and an e-mail behind that.
    /// </param>
    /// <param name="from">How many of them to pass over.</param>
    public static async Task<WrkRound> RunAsync(
        Uri url, string idsFile, int from, WrkRequest request, string apiKey, int seconds)
    {
        var script = Path.Combine(Path.GetDirectoryName(idsFile)!, "escrows.lua");
        await File.WriteAllTextAsync(script, Script);
        var text = CultureInfo.InvariantCulture;
        var start = new ProcessStartInfo(
            "wrk",
            [
                "-t1", $"-c{Connections}", $"-d{seconds.ToString(text)}s", "--timeout", "10s", "-s", script, url.ToString(),
                "--", idsFile, from.ToString(text), apiKey, request.Method, request.Path, request.Body,
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var line = output.Split('\n').FirstOrDefault(one => one.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk said:\n{output}");
        var numbers = line.Split(' ').Skip(1).Select(number => long.Parse(number, text)).ToArray();
        return new WrkRound(
            numbers[0], numbers[0] * 1e6 / numbers[1], numbers[2] / 1e3, numbers[3] / 1e3, numbers[4], (int)numbers[5]);
    }
}

/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Failures">Answers that were no success, and requests without an answer.</param>
/// <param name="Next">How many ids are used up.</param>
public sealed record WrkRound(long Requests, double PerSecond, double P50, double P99, long Failures, int Next);

/// <param name="Path">Where <c>{id}</c> stands, the id is put.</param>
/// <param name="Body">JSON, in which <c>{email}</c> is replaced.</param>
public sealed record WrkRequest(string Method, string Path, string Body = "");
