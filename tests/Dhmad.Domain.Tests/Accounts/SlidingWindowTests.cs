using Dhmad.Domain.Accounts;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class SlidingWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    [Fact]
    public void As_many_pass_as_the_limit_says_and_each_leaves_after_the_window()
    {
        var window = new SlidingWindow();
        var first = window.Count(Start, 2, Minute);
        var second = window.Count(Start.AddSeconds(20), 2, Minute);
        var third = window.Count(Start.AddSeconds(59.9999), 2, Minute);

        Assert.Equal(new RateVerdict(true, 2, 1, Start.AddSeconds(60), 0), first);
        Assert.Equal(new RateVerdict(true, 2, 0, Start.AddSeconds(60), 0), second);
        Assert.Equal(new RateVerdict(false, 2, 0, Start.AddSeconds(60), 1), third);
        Assert.True(window.Count(Start.AddSeconds(60), 2, Minute).Passed);
        Assert.Equal(20, window.Count(Start.AddSeconds(60), 2, Minute).RetryAfterSeconds);
    }

    [Fact]
    public void A_clock_that_is_set_back_locks_nobody_out()
    {
        var window = new SlidingWindow();
        for (var i = 0; i < 2; i++) window.Count(Start.AddHours(1), 2, Minute);
        Assert.True(window.Count(Start, 2, Minute).Passed);
        Assert.True(window.Count(Start, 2, Minute).Passed);
        Assert.Equal(60, window.Count(Start, 2, Minute).RetryAfterSeconds);
        Assert.True(window.Count(Start.AddSeconds(60), 2, Minute).Passed);
    }

    [Fact]
    public void What_was_refused_is_not_counted()
    {
        var window = new SlidingWindow();
        window.Count(Start, 1, Minute);
        for (var i = 1; i < 60; i++) Assert.False(window.Count(Start.AddSeconds(i), 1, Minute).Passed);
        Assert.True(window.Count(Start.AddSeconds(60), 1, Minute).Passed);
    }

    [Fact]
    public void Looking_counts_nothing_and_an_empty_window_is_reset_already()
    {
        var window = new SlidingWindow();
        for (var i = 0; i < 3; i++) Assert.Equal(new RateVerdict(true, 2, 2, Start, 0), window.Look(Start, 2, Minute));
        window.Count(Start, 2, Minute);
        Assert.Equal(new RateVerdict(true, 2, 1, Start + Minute, 0), window.Look(Start, 2, Minute));
    }

    [Fact]
    public void A_lowered_limit_refuses_until_enough_have_left()
    {
        var window = new SlidingWindow();
        for (var i = 0; i < 20; i++) window.Count(Start.AddSeconds(i), 100, Minute);
        var refused = window.Count(Start.AddSeconds(30), 5, Minute);
        Assert.False(refused.Passed);
        Assert.Equal(0, refused.Remaining);
        Assert.False(window.Count(Start.AddSeconds(74), 5, Minute).Passed);
        Assert.True(window.Count(Start.AddSeconds(75), 5, Minute).Passed);
    }

    [Fact]
    public void The_reset_is_never_before_the_request_has_left()
    {
        var window = new SlidingWindow();
        var odd = Start.AddTicks(12_345);
        var reset = window.Count(odd, 1, Minute).Reset;
        Assert.Equal(0, reset.Ticks % TimeSpan.TicksPerMillisecond);
        Assert.True(window.Look(reset, 1, Minute).Passed);
        Assert.True(reset - (odd + Minute) < TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void A_clock_set_back_by_less_than_the_window_lets_nobody_pass_early()
    {
        var window = new SlidingWindow();
        window.Count(Start, 1, Minute);
        Assert.False(window.Count(Start.AddSeconds(-59), 1, Minute).Passed);
        Assert.True(window.Count(Start + Minute, 1, Minute).Passed);
    }

    [Fact]
    public void Counting_allocates_nothing_once_it_has_grown()
    {
        var window = new SlidingWindow();
        for (var i = 0; i < 2_000; i++) window.Count(Start.AddSeconds(i), 100, Minute);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 2_000; i < 3_000; i++) window.Count(Start.AddSeconds(i), 100, Minute);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void It_agrees_with_a_plain_list_whatever_comes()
    {
        var steps = Gen.Zip(Gen.Choose(0, 30_000), Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Choose(1, 40)))).ListOf();
        Prop.ForAll(
            Gen.Zip(Gen.Choose(1, 40), steps).ToArbitrary(),
            run => Agrees(run.Item1, [.. run.Item2])).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static void Agrees(int limit, (int Milliseconds, int NewLimit)[] steps)
    {
        var window = new SlidingWindow();
        var passed = new List<DateTimeOffset>();
        var now = Start;
        foreach (var (milliseconds, newLimit) in steps)
        {
            now = now.AddMilliseconds(milliseconds);
            if (newLimit > 0) limit = newLimit;
            var inWindow = passed.Where(moment => moment > now - Minute).ToList();
            var passes = inWindow.Count < limit;
            if (passes) inWindow.Add(now);
            if (passes) passed.Add(now);

            var verdict = window.Count(now, limit, Minute);

            Assert.Equal(passes, verdict.Passed);
            Assert.Equal(Math.Max(0, limit - inWindow.Count), verdict.Remaining);
            Assert.Equal(inWindow[0] + Minute, verdict.Reset);
            var wait = Math.Max(1, (int)Math.Ceiling((inWindow[0] + Minute - now).TotalSeconds));
            Assert.Equal(passes ? 0 : wait, verdict.RetryAfterSeconds);
        }
    }
}
