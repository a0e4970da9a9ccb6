namespace Orleans.Runtime;

/// <summary>The grains are not running: the host has not started, is stopping or has stopped.</summary>
public sealed class SiloUnavailableException(string message) : OrleansMessageRejectionException(message);
