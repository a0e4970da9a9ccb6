namespace Orleans;

/// <summary>What every grain interface extends.</summary>
public interface IGrain : IAddressable;
