using System.Diagnostics;
using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class PasswordTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_kept_password_knows_the_right_one_only()
    {
        var kept = PasswordHash.Make(new SeededIds(1), "Correct-Horse-1");
        Assert.True(PasswordHash.IsRight(kept, "Correct-Horse-1"));
        Assert.False(PasswordHash.IsRight(kept, "Correct-Horse-2"));
        Assert.DoesNotContain("Horse", kept, StringComparison.Ordinal);
        Assert.StartsWith("pbkdf2-sha512$210000$", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_password_has_its_own_salt()
    {
        var ids = new SeededIds(1);
        Assert.NotEqual(PasswordHash.Make(ids, "Correct-Horse-1"), PasswordHash.Make(ids, "Correct-Horse-1"));
    }

    [Fact]
    public void An_unknown_account_costs_the_time_of_a_known_one()
    {
        var kept = PasswordHash.Make(new SeededIds(1), "Correct-Horse-1");
        Assert.False(PasswordHash.IsRight(null, "Correct-Horse-1"));
        var known = Time(() => PasswordHash.IsRight(kept, "wrong"));
        var unknown = Time(() => PasswordHash.IsRight(null, "wrong"));
        Assert.InRange(unknown / known, 0.2, 5);
    }

    [Fact]
    public void Five_failures_of_an_address_in_fifteen_minutes_make_it_wait_fifteen_more()
    {
        DateTimeOffset[] five = [.. Enumerable.Range(0, 5).Select(index => Start.AddMinutes(-3 * index))];
        var failures = new LoginFailures(five, five);
        Assert.Equal(TimeSpan.FromMinutes(14), failures.WaitAt(Start.AddMinutes(1)));
        Assert.True(failures.WaitAt(Start.AddMinutes(15)) <= TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, new LoginFailures(five[..4], five).WaitAt(Start));
    }

    [Fact]
    public void Failures_spread_over_more_than_fifteen_minutes_do_not_add_up()
    {
        DateTimeOffset[] five = [.. Enumerable.Range(0, 5).Select(index => Start.AddMinutes(-4 * index))];
        Assert.Equal(TimeSpan.Zero, new LoginFailures(five, five).WaitAt(Start));
    }

    [Fact]
    public void Fifty_failures_from_anywhere_make_every_address_wait()
    {
        DateTimeOffset[] fifty = [.. Enumerable.Range(0, 50).Select(index => Start.AddSeconds(-index))];
        Assert.Equal(TimeSpan.FromMinutes(15), new LoginFailures([], fifty).WaitAt(Start));
        Assert.Equal(TimeSpan.Zero, new LoginFailures([], fifty[..49]).WaitAt(Start));
    }

    private static double Time(Action action)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }

        return best;
    }
}
