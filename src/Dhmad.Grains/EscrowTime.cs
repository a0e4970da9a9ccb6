namespace Dhmad.Grains;

/// <summary>
/// What time it is for an escrow and everything that follows its clock: real time plus the creator's offset, which is
/// zero until developers can move their clocks. To the millisecond, as everything is kept.
/// </summary>
public sealed class EscrowTime(TimeProvider time)
{
    /// <summary>For ids, rate limits and whatever else no clock moves.</summary>
    public DateTimeOffset RealNow => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <param name="creatorId">The developer who created the escrow.</param>
    public DateTimeOffset Now(string creatorId) => RealNow + OffsetOf(creatorId);

    private static TimeSpan OffsetOf(string creatorId) => creatorId.Length == 0
        ? throw new ArgumentException("Only a developer's escrow has a clock.", nameof(creatorId))
        : TimeSpan.Zero;
}
