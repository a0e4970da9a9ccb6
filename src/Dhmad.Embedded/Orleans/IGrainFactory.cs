namespace Orleans;

/// <summary>Makes references to grains; a grain exists by being named, so making one costs nothing.</summary>
public interface IGrainFactory
{
    /// <summary>The grain with this key. A blank key or an interface that no one class implements is an
    /// <see cref="ArgumentException"/>.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>The grain with this id, seen through the interface asked for.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>As the generic form, where the interface is known only at run time.</summary>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);
}
