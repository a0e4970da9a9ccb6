using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace Dhmad.Silo;

/// <summary>How messages cross between processes; silos and doors must have the same.</summary>
internal static class ClusterCodec
{
    /// <summary>
    /// Exceptions of these keep their type on the way; without it a caller sees only that it got lost.
    /// </summary>
    private static readonly string[] KnownExceptions = [nameof(Dhmad), ClusterSilo.Provider];

    public static void Configure(ISerializerBuilder serializer)
    {
        serializer.AddJsonSerializer(
            isSerializable: MessageJson.Carries,
            isCopyable: _ => false,
            options => options.Configure(json => json.SerializerOptions = MessageJson.Options));
        serializer.Services.AddSingleton<IGeneralizedCopier, SameInstance>();
        serializer.Services.AddSingleton<ITypeNameFilter, OurNames>();
        serializer.Services.Configure<ExceptionSerializationOptions>(options =>
        {
            foreach (var prefix in KnownExceptions) options.SupportedNamespacePrefixes.Add(prefix);
        });
    }

    /// <summary>What is asked and answered never changes, so a call within one process hands it on as it is.</summary>
    private sealed class SameInstance : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => MessageJson.Carries(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    /// <summary>Types of ours may be named in a message; of all others Orleans itself decides.</summary>
    private sealed class OurNames : ITypeNameFilter
    {
        public bool? IsTypeNameAllowed(string typeName, string assemblyName) =>
            MessageJson.IsOurs(typeName) ? true : null;
    }
}
