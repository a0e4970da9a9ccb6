namespace Dhmad.Grains;

/// <summary>
/// A call that does the same once or twice, as HTTP means the word (RFC 9110): one that got lost between silos is made
/// again, and its caller does not hear of it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
