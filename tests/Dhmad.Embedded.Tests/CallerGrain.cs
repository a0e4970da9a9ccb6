using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Dhmad.Embedded.Tests;

public sealed record Order(string Id, ImmutableArray<int> Lines);

/// <summary>A grain whose methods have every shape that a grain method may have.</summary>
public interface ICallerGrain : IGrainWithStringKey
{
    Task Plain();

    Task<Order> Echo(Order order);

    ValueTask Quick();

    ValueTask<int> Sum(int left, int right, int? more);

    [OneWay]
    Task Tell(string door);

    Task Fail(string message);

    Task FailLater(string message);

    /// <summary>Calls the grain named, which calls back.</summary>
    Task CallInCircle(string other, int rounds);

    Task<string?> Travelling(string name);

    Task<string?> TravellingThrough(string other, string name);

    Task SetAndReturn(string name, string value);
}

public sealed class CallerGrain(Stage stage) : Grain, ICallerGrain
{
    public Task Plain() => Task.CompletedTask;

    public Task<Order> Echo(Order order) => Task.FromResult(order);

    public ValueTask Quick() => ValueTask.CompletedTask;

    public async ValueTask<int> Sum(int left, int right, int? more)
    {
        await Task.Yield();
        return left + right + (more ?? 0);
    }

    public async Task Tell(string door)
    {
        await stage.Stop(door);
        stage.Note("told");
        throw new FormatException("nobody hears this");
    }

    public Task Fail(string message) => throw new FormatException(message);

    public async Task FailLater(string message)
    {
        await Task.Yield();
        throw new FormatException(message, new ArithmeticException("inner"));
    }

    public async Task CallInCircle(string other, int rounds)
    {
        stage.Note($"{this.GetPrimaryKeyString()} {rounds}");
        if (rounds > 0)
            await GrainFactory.GetGrain<ICallerGrain>(other).CallInCircle(this.GetPrimaryKeyString(), rounds - 1);
    }

    public Task<string?> Travelling(string name) => Task.FromResult(RequestContext.Get(name) as string);

    public Task<string?> TravellingThrough(string other, string name) =>
        GrainFactory.GetGrain<ICallerGrain>(other).Travelling(name);

    public Task SetAndReturn(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }
}
