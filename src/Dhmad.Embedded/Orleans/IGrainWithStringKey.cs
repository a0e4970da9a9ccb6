namespace Orleans;

/// <summary>A grain named by a string that is not blank.</summary>
public interface IGrainWithStringKey : IGrain;
