using System.Globalization;
using System.Text.Json;
using Orleans.Storage;

namespace Dhmad.Embedded;

/// <summary>The row of grain state under this name and the grain's key, as JSON. Operations run one after another.
/// </summary>
internal sealed class PersistentState<TState>(IGrainStateTable table, Activation activation, string name)
    : IPersistentState<TState>
{
    private readonly string key = activation.GrainId.Key.ToString();
    private Task last = Task.CompletedTask;
    private long? version;
    private TState? state;
    private bool isRead;

    public string? Etag => version?.ToString(CultureInfo.InvariantCulture);

    public bool RecordExists { get; private set; }

    /// <summary>Before the row has been read this is an <see cref="InvalidOperationException"/>.</summary>
    public TState State
    {
        get => isRead ? state! : throw new InvalidOperationException($"The state {name} has not been read yet.");
        set => state = value;
    }

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => NextAsync(async () =>
    {
        var row = await table.ReadAsync(name, key, cancellationToken);
        version = row?.Version;
        RecordExists = row?.Json is not null;
        state = row?.Json is { } json ? JsonSerializer.Deserialize<TState>(json)! : Activator.CreateInstance<TState>();
        isRead = true;
    });

    public Task WriteStateAsync(CancellationToken cancellationToken) => NextAsync(async () =>
    {
        var json = JsonSerializer.Serialize(State);
        version = await table.WriteAsync(name, key, json, version, cancellationToken) ?? throw Conflict();
        RecordExists = true;
    });

    public Task ClearStateAsync(CancellationToken cancellationToken) => NextAsync(async () =>
    {
        if (version is { } known)
            version = await table.ClearAsync(name, key, known, cancellationToken) ?? throw Conflict();
        RecordExists = false;
        state = Activator.CreateInstance<TState>();
    });

    private InconsistentStateException Conflict() =>
        new($"The state {name} of a grain of type {activation.Type} was changed by another.", null, Etag)
        {
            Owner = activation,
        };

    private Task NextAsync(Func<Task> operation) => last = RunAfterAsync(last, operation);

    private static async Task RunAfterAsync(Task before, Func<Task> operation)
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await operation();
        }
        catch (Exception failure) when (failure is not (OrleansException or OperationCanceledException))
        {
            throw new OrleansException($"Grain state could not be stored or read: {failure.Message}", failure);
        }
    }
}
