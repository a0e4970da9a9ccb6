using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded.Tests;

/// <summary>What the log says of failures that the host was told are foreseen.</summary>
public sealed class ForeseenTests
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly LogRecorder log = new();
    private readonly InMemoryReminders reminders = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_nobody_waits_for_is_told_without_its_stack(bool isForeseen)
    {
        await using var host = Start(isForeseen);
        await host.Grain<ICallerGrain>("g").Tell("door");
        host.Stage.Open("door");
        var line = await LineAsync("failed, and nobody waits for its answer");
        Assert.Equal(isForeseen, line.Contains("its answer: It is away.", StringComparison.Ordinal));
        Assert.Equal(!isForeseen, line.Contains("\n   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reminders_that_cannot_be_read_are_told_of_once_and_when_they_can_be_again()
    {
        reminders.FailsWith = new FormatException("away");
        await using var host = Start(isForeseen: true);
        for (var reads = 1; reads <= 3; reads++)
        {
            await Eventually.Until(() => reminders.Reads == reads);
            await host.Grains.Settled();
            if (reads == 3) reminders.FailsWith = null;
            host.Time.Advance(RetryAfter);
        }

        await LineAsync("Reminders are read again.");
        Assert.Single(log.Lines, line => line.StartsWith("Reminders could not be read", StringComparison.Ordinal));
    }

    private TestHost Start(bool isForeseen) => TestHost.Start(
        options => options.Foreseen = failure => isForeseen && failure is FormatException ? "It is away." : null,
        services => services.AddSingleton<ILoggerProvider>(log).AddSingleton<IReminderTable>(reminders));

    private async Task<string> LineAsync(string part)
    {
        await Eventually.Until(() => log.Lines.Any(line => line.Contains(part, StringComparison.Ordinal)));
        return log.Lines.First(line => line.Contains(part, StringComparison.Ordinal));
    }
}
