using Xunit.Abstractions;

namespace Dhmad.Stories.Tests;

/// <summary>The process is killed at random while many escrows live their lives; the clients repeat what they do not know.</summary>
public class KillTests(ITestOutputHelper output)
{
    private const int Kills = 6;

    [Fact]
    public async Task A_process_killed_at_random_neither_loses_nor_doubles_a_millime()
    {
        using var server = await Server.MakeAsync();
        await server.StartAsync();
        var made = await server.CommandAsync("seed", "--json");
        using var merchant = new Merchant(server.Url, made.Output);
        using var lives = new ManyLives(merchant, () => new Browser(server.Url), output);

        await lives.LiveAsync(Kills, _ =>
        {
            server.Kill();
            return server.StartAsync();
        });

        server.Kill();
        var proof = await server.CommandAsync("verify");
        Assert.True(proof.ExitCode == 0, proof.Output);
    }
}
