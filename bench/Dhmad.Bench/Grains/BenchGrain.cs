namespace Dhmad.Bench.Grains;

public sealed record Line(string Sku, int Count);

public interface IBenchGrain : IGrainWithStringKey
{
    Task Nothing();

    ValueTask NothingByValue();

    Task<Line> Echo(Line line);

    Task<int> Add(int left, int right);

    /// <summary>Awaits another grain, as most grains of ours do once.</summary>
    Task<int> AddThrough(string other, int left, int right);

    Task Yield();
}

public sealed class BenchGrain : Grain, IBenchGrain
{
    public Task Nothing() => Task.CompletedTask;

    public ValueTask NothingByValue() => ValueTask.CompletedTask;

    public Task<Line> Echo(Line line) => Task.FromResult(line);

    public Task<int> Add(int left, int right) => Task.FromResult(left + right);

    public async Task<int> AddThrough(string other, int left, int right) =>
        await GrainFactory.GetGrain<IBenchGrain>(other).Add(left, right);

    public async Task Yield() => await Task.Yield();
}
