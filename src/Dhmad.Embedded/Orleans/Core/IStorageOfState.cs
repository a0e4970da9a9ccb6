namespace Orleans.Core;

/// <summary>A row of grain state and its value in memory.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value; changing it changes only memory until it is written.</summary>
    TState State { get; set; }
}
