namespace Orleans;

/// <summary>What can be asked of any grain or reference.</summary>
public static class GrainExtensions
{
    /// <summary>The key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The id; an object that is neither a grain nor a reference is an <see cref="ArgumentException"/>.
    /// </summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase hosted => hosted.GrainContext.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType().Name} is not a grain.", nameof(grain)),
    };

    /// <summary>A reference to the same grain through another of its interfaces.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => grain switch
    {
        IGrainBase hosted => hosted.GrainContext.GrainReference.AsReference<TGrainInterface>(),
        GrainReference reference => (TGrainInterface)(object)reference.Through(typeof(TGrainInterface)),
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType().Name} is not a grain.", nameof(grain)),
    };
}
