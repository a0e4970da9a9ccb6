using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A small piece of state kept under the grain's key, injected with <see cref="PersistentStateAttribute"/>.
/// </summary>
public interface IPersistentState<TState> : IStorage<TState>;
