namespace Dhmad.Storage;

/// <summary>By which name listeners find the spans and figures of every floor.</summary>
public static class Telemetry
{
    /// <summary>The name of the activity sources and of the meters.</summary>
    public const string Name = "Dhmad";

    /// <summary>The label that says how something ended, in words of a short list.</summary>
    public const string Outcome = "outcome";

    /// <summary>The OpenTelemetry label for the kind of an error, in words of a short list.</summary>
    public const string ErrorType = "error.type";
}
