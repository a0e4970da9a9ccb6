namespace Orleans;

/// <summary>The grain factory as code outside the grains asks for it.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the host.</summary>
    IServiceProvider ServiceProvider { get; }
}
