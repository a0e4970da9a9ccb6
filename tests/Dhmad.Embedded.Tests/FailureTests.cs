namespace Dhmad.Embedded.Tests;

public sealed class FailureTests
{
    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_message_and_cause()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ICallerGrain>("g");
        Assert.Equal("at once", (await Assert.ThrowsAsync<FormatException>(() => grain.Fail("at once"))).Message);
        var later = await Assert.ThrowsAsync<FormatException>(() => grain.FailLater("later"));
        Assert.Equal("later", later.Message);
        Assert.IsType<ArithmeticException>(later.InnerException);
        Assert.Contains(nameof(CallerGrain.FailLater), later.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_does_not_end_the_activation()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITurnGrain>("g");
        await Assert.ThrowsAsync<FormatException>(() => grain.CountAndFail());
        Assert.Equal(1, await grain.Counted());
    }

    [Fact]
    public async Task An_exception_that_nobody_awaits_does_not_end_the_process()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITurnGrain>("g");
        await grain.ThrowOutOfAsyncVoid();
        await host.Stage.Reached("thrown");
        Assert.Equal(0, await grain.Counted());
    }

    [Fact]
    public async Task A_method_that_returns_no_task_is_a_fault_of_its_grain_only()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITurnGrain>("g");
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ReturnNull());
        Assert.Equal(0, await grain.Counted());
    }
}
