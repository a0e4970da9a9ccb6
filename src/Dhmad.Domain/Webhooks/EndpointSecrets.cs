namespace Dhmad.Domain.Webhooks;

/// <summary>An endpoint's secret, and the one before it while both live; 64 lower-case hex characters each.</summary>
public sealed record EndpointSecrets(string Current, string? Previous = null, DateTimeOffset? OverlapUntil = null)
{
    public const int MinOverlapHours = 1;
    public const int MaxOverlapHours = 168;

    private const int ByteCount = 32;

    public static EndpointSecrets New(IdSource ids) => new(ids.NewHex(ByteCount));

    /// <summary>Says nothing: whatever is printed ends up in a log.</summary>
    public override string ToString() => nameof(EndpointSecrets);

    /// <summary>The old secret if it still signs at this moment, on the clock of the endpoint's developer.</summary>
    public string? PreviousAt(DateTimeOffset now) => now < OverlapUntil ? Previous : null;

    /// <summary>A new secret. The present one stops at once or lives on for some hours; an older one ends.</summary>
    /// <param name="overlapHours">1 to 168, or null for none.</param>
    public EndpointSecrets Renewed(IdSource ids, int? overlapHours, DateTimeOffset now) =>
        overlapHours switch
        {
            null => New(ids),
            >= MinOverlapHours and <= MaxOverlapHours => New(ids) with
            {
                Previous = Current,
                OverlapUntil = now.AddHours(overlapHours.Value),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(overlapHours)),
        };
}
