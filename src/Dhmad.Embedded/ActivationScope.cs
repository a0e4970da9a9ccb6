namespace Dhmad.Embedded;

/// <summary>The activation whose grain object this thread is making, so that constructors need not pass it on.
/// </summary>
internal static class ActivationScope
{
    [ThreadStatic]
    private static IActivation? constructing;

    public static IActivation Constructing =>
        constructing ?? throw new InvalidOperationException("A grain can only be made by the grain host.");

    /// <summary>Runs the constructor with <paramref name="activation"/> as the one being made.</summary>
    public static object Make(IActivation activation, Func<object> constructor)
    {
        var outer = constructing;
        constructing = activation;
        try
        {
            return constructor();
        }
        finally
        {
            constructing = outer;
        }
    }
}
