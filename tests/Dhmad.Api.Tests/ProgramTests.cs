using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dhmad.Testing;

namespace Dhmad.Api.Tests;

/// <summary>The program itself, as a process: its first run, its commands, and how it says no.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("dhmad-program-").FullName;
    private readonly string _url = $"http://localhost:{Ports.Free()}";

    [Fact]
    public async Task The_first_run_makes_its_database_seeds_and_says_how_to_get_in_and_the_second_does_not()
    {
        string key;
        using (var server = Start())
        {
            await ReadyAsync(server);
            key = await PrintedKeyAsync(server);
            Assert.True(File.Exists(Path.Combine(_folder, "data", "dhmad.db")));
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("X-API-Key", key);
            Assert.Contains("Velo Souk", await http.GetStringAsync($"{_url}/api/v1/me"));

            // Commands work beside the running server.
            var (seeded, text) = await RunAsync("seed", "--json");
            Assert.Equal(0, seeded);
            var seed = JsonElement.Parse(text.Trim());
            Assert.StartsWith("sk_sandbox_", seed.GetProperty("apiKey").GetString()!, StringComparison.Ordinal);
            Assert.Contains("@", seed.GetProperty("developer").GetProperty("email").GetString());
            Assert.NotEmpty(seed.GetProperty("developer").GetProperty("password").GetString()!);
            Assert.Contains("@", seed.GetProperty("associatedUser").GetProperty("email").GetString());
            Assert.Equal("http://localhost:3000/callback", seed.GetProperty("redirectUrl").GetString());
            using var other = new HttpClient();
            other.DefaultRequestHeaders.Add("X-API-Key", seed.GetProperty("apiKey").GetString());
            Assert.Contains(
                seed.GetProperty("developer").GetProperty("email").GetString()!, await other.GetStringAsync($"{_url}/api/v1/me"));
            Assert.Equal(0, (await RunAsync("verify")).ExitCode);

            // Only one server runs on a file.
            var (second, why) = await RunAsync();
            Assert.Equal(1, second);
            Assert.Contains("Another Dhmad server", why);
            await StopAsync(server);
        }

        using var again = Start();
        await ReadyAsync(again);
        await StopAsync(again);
        Assert.DoesNotContain("sk_sandbox_", again.Output);
    }

    [Fact]
    public async Task Verify_names_every_invariant_and_what_is_broken()
    {
        Assert.Equal(2, (await RunAsync("verify")).ExitCode);
        using (var server = Start())
        {
            await ReadyAsync(server);
            await StopAsync(server);
        }

        var (whole, lines) = await RunAsync("verify");
        Assert.Equal(0, whole);
        foreach (var name in new[]
        {
            "zero_sum", "balances_match", "never_negative", "held_equals_open", "closed_hold_zero", "released_exactly",
            "sequences_gap_free", "chains_match", "money_matches_events", "states_match",
        })
        {
            Assert.Matches($@"(?m)^ok\s+{name} ", lines);
        }

        BreakTheBooks();
        var (broken, told) = await RunAsync("verify");
        Assert.Equal(1, broken);
        Assert.Matches(@"(?m)^FAILED balances_match ", told);
    }

    [Theory]
    [InlineData("Dhmad__Environment", "production")]
    [InlineData("Dhmad__Typo", "1")]
    [InlineData("Dhmad__Environment", "live")]
    [InlineData("Dhmad__RateLimit__PerMinute", "none")]
    [InlineData("Dhmad__Telemetry__OtlpEndpoint", "collector:4318")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:99999")]
    [InlineData("ASPNETCORE_URLS", "nonsense")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5080/pay")]
    [InlineData("Dhmad__Environment", "7")]
    [InlineData("Dhmad__Cluster__Role", "9")]
    [InlineData("Logging__LogLevel__Default", "Loud")]
    public async Task A_bad_setting_ends_in_one_sentence(string name, string value)
    {
        var (code, text) = await RunAsync([], (name, value));
        Assert.Equal(1, code);
        Sentence(text, value == "live" ? "Dhmad:PublicUrl" : name.Split('_')[^1]);
    }

    [Theory]
    [InlineData("http://unix:/nowhere/dhmad.sock", "/nowhere/dhmad.sock")]
    [InlineData("https://localhost:5443", "certificate")]
    [InlineData("http://192.0.2.1:5080", "192.0.2.1")]
    [InlineData("http://localhost:0", "localhost:0")]
    public async Task Where_it_cannot_listen_it_says_so_in_one_sentence(string urls, string named)
    {
        // The home is one without a certificate for development. What a first start made would be told before.
        var (code, text) = await RunAsync(
            [],
            ("ASPNETCORE_URLS", urls),
            ("Dhmad__PublicUrl", "http://localhost"),
            ("Dhmad__Sandbox__Seed", "false"),
            ("HOME", _folder));
        Assert.Equal(1, code);
        Sentence(text, "ASPNETCORE_URLS");
        Assert.Contains(named, text);
    }

    [Theory]
    [InlineData("{ \"Dhmad\": ")]
    [InlineData("[]")]
    [InlineData("{ \"Dhmad\": { \"Database\": \"a.db\", \"Database\": \"b.db\" } }")]
    public async Task A_broken_file_of_settings_is_said_in_one_sentence_by_every_command(string json)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), json);
        foreach (var (word, expected) in new[] { ("", 1), ("migrate", 1), ("health", 1), ("verify", 2) })
        {
            var (code, text) = await RunAsync(word.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal(expected, code);
            Sentence(text, "appsettings.json");
        }
    }

    [Fact]
    public async Task A_folder_is_no_database()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        var (code, text) = await RunAsync([], ("Dhmad__Database", "./folder"));
        Assert.Equal(1, code);
        Sentence(text, "is a folder");
    }

    [Fact]
    public async Task Migrate_says_how_many_scripts_it_applied()
    {
        Assert.Matches(@"The schema is the present one now: \d+ scripts were applied\.", (await RunAsync("migrate")).Text);
        Assert.Contains("nothing was changed", (await RunAsync("migrate")).Text);
    }

    [Fact]
    public async Task Commands_ask_for_no_setting_that_they_do_not_use()
    {
        Assert.Equal(0, (await RunAsync(["migrate"], ("Dhmad__Environment", "live"))).ExitCode);
        Assert.Equal(0, (await RunAsync(["verify"], ("Dhmad__Environment", "live"))).ExitCode);
        var (code, text) = await RunAsync(["health"], ("Dhmad__Environment", "live"), ("Dhmad__Typo", "1"));
        Assert.Equal(1, code);
        Assert.Contains($"{_url}/ is not ready", text);
    }

    [UnprivilegedFact]
    public async Task What_its_user_may_not_read_or_write_is_said_in_one_sentence()
    {
        using (var server = Start())
        {
            await ReadyAsync(server);
            await StopAsync(server);
        }

        // Everything belongs to another user, who lets this one read at most.
        foreach (var folder in new[] { _folder, Path.Combine(_folder, "data") }) Mode(folder, "755");
        var key = Path.Combine(_folder, "data", "secret.key");
        await Refused(1, "secret.key", ("Dhmad__Sandbox__Seed", "true"));
        File.Delete(key);
        await Refused(1, "secret.key", ("Dhmad__Sandbox__Seed", "true"));
        (string, string) withKey = ("Dhmad__SecretKey", Convert.ToBase64String(new byte[32]));
        foreach (var path in new[] { "./data/dhmad.db", "./data/new.db", "./data/below/new.db", "/tmp" })
            await Refused(1, "Dhmad:Database", ("Dhmad__Database", path), withKey);
        File.Delete(Path.Combine(_folder, "data", "dhmad.db.lock"));
        await Refused(1, "Dhmad:Database", withKey);
        await Refused(2, "Dhmad:Database");

        var settings = Path.Combine(_folder, "appsettings.json");
        await File.WriteAllTextAsync(settings, "{}");
        Mode(settings, "600");
        await Refused(1, "appsettings.json");
        await Refused(2, "appsettings.json");

        static void Mode(string path, string mode)
        {
            using var change = Process.Start("chmod", [mode, path]);
            change.WaitForExit();
        }

        async Task Refused(int expected, string named, params (string Name, string Value)[] environment)
        {
            string[] words = expected == 2 ? ["verify"] : [];
            using var program = RunningProgram.Unprivileged(_folder, words, [("ASPNETCORE_URLS", _url), .. environment]);
            await program.Process.WaitForExitAsync().WaitAsync(Patience);
            program.Process.WaitForExit();
            Assert.Equal(expected, program.Process.ExitCode);
            Sentence(program.Output, named);
        }
    }

    [Fact]
    public async Task Told_to_stop_before_it_is_ready_it_has_stopped_as_told()
    {
        using var server = Start();
        await Testing.DhmadCluster.Eventually(() => Directory.Exists(Path.Combine(_folder, "data")));
        await StopAsync(server);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence_and_hides_no_seed()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        (string, string) here = ("ASPNETCORE_URLS", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        var (code, text) = await RunAsync([], here);
        Assert.Equal(1, code);
        Assert.Matches("(?m)^dhmad: ", text);
        Assert.DoesNotContain("   at ", text);

        // The seed is in the database by then, and is not made again: who asked for the start must get to know it.
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(text, "API key +sk_sandbox_[0-9a-f]{64}"));
        Assert.Contains("Password ", text);
        Assert.DoesNotContain("is ready", text);
        Assert.DoesNotContain("sk_sandbox_", (await RunAsync([], here)).Text);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--nonsense")]
    [InlineData("seed", "--xml")]
    public async Task An_unknown_word_is_an_error_with_help(params string[] words)
    {
        var (code, text) = await RunAsync(words);
        Assert.NotEqual(0, code);
        Assert.Contains("Usage", text);
    }

    [Fact]
    public async Task Verify_says_that_books_are_broken_only_of_broken_books() =>
        Assert.Equal(2, (await RunAsync("verify", "--all")).ExitCode);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Sentence(string text, string named)
    {
        Assert.StartsWith("dhmad: ", text, StringComparison.Ordinal);
        Assert.Contains(named, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", text);
        Assert.Single(text.TrimEnd().Split('\n'));
    }

    private void BreakTheBooks()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(_folder, "data", "dhmad.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE ledger_balances SET balance = balance + 1";
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private RunningProgram Start(string[]? words = null, params (string Name, string Value)[] environment) =>
        new(_folder, words ?? [], [("ASPNETCORE_URLS", _url), .. environment]);

    private async Task<(int ExitCode, string Text)> RunAsync(params string[] words) => await RunAsync(words, []);

    private async Task<(int ExitCode, string Text)> RunAsync(string[] words, params (string Name, string Value)[] environment)
    {
        using var program = Start(words, environment);
        await program.Process.WaitForExitAsync().WaitAsync(Patience);
        program.Process.WaitForExit();
        return (program.Process.ExitCode, program.Output);
    }

    private async Task ReadyAsync(RunningProgram server)
    {
        using var http = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            Assert.False(server.Process.HasExited, server.Output);
            Assert.True(waited.Elapsed < Patience, server.Output);
            try
            {
                if ((await http.GetAsync($"{_url}/health/ready")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<string> PrintedKeyAsync(RunningProgram server)
    {
        await Testing.DhmadCluster.Eventually(() => server.Output.Contains("sk_sandbox_", StringComparison.Ordinal));
        return System.Text.RegularExpressions.Regex.Match(server.Output, "sk_sandbox_[0-9a-f]{64}").Value;
    }

    private static async Task StopAsync(RunningProgram server)
    {
        using var stop = Process.Start("kill", $"-TERM {server.Process.Id}");
        await stop.WaitForExitAsync();
        await server.Process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, server.Process.ExitCode);
    }
}
