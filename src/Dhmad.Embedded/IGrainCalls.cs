using System.Reflection;

namespace Dhmad.Embedded;

/// <summary>What a reference needs of the host: to send a call, and to see the grain through another interface.
/// </summary>
internal interface IGrainCalls
{
    /// <summary>Sends the call; returns the task the interface method promises.</summary>
    object? Call(GrainId grain, MethodInfo method, object?[] arguments);

    /// <summary>A reference to the grain through an interface that its class implements.</summary>
    GrainReference Reference(Type grainInterface, GrainId grain);
}
