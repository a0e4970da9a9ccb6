using System.Runtime.CompilerServices;

namespace Dhmad.Stories.Tests;

/// <summary>The story of docs/quickstart.sh, run as a newcomer runs it.</summary>
public class QuickstartTests
{
    [Fact]
    public async Task The_quickstart_takes_an_escrow_to_completed_and_the_books_hold()
    {
        using var server = await Server.MakeAsync();
        await server.StartAsync();
        var seed = await server.CommandAsync("seed", "--json");
        Assert.Equal(0, seed.ExitCode);

        var story = await server.ScriptAsync(Script(), seed.Output);

        Assert.True(story.ExitCode == 0, story.Output);
        Assert.Contains("status completed", story.Output, StringComparison.Ordinal);
        Assert.Contains("\"available\":456", story.Output, StringComparison.Ordinal);
        var proof = await server.CommandAsync("verify");
        Assert.True(proof.ExitCode == 0, proof.Output);
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/quickstart.sh"));
}
