namespace Dhmad.Domain.Ledger;

/// <summary>Fees are shares of an amount in millimes, each rounded half up to one millime.</summary>
/// <remarks>A percentage has two decimals, so it is kept as an integer in basis points: 2.5 % is 250.</remarks>
public static class Fees
{
    public const int BasisPointsOfWhole = 10_000;

    /// <summary>The fee in millimes on an amount in millimes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative amount, or a share outside 0 to 100 %.</exception>
    public static long Of(long amountTnd, int basisPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amountTnd);
        ArgumentOutOfRangeException.ThrowIfNegative(basisPoints);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(basisPoints, BasisPointsOfWhole);
        return (long)(((Int128)amountTnd * basisPoints + BasisPointsOfWhole / 2) / BasisPointsOfWhole);
    }

    /// <summary>Basis points of a percentage from 0 to 100; false when it has more than two decimals.</summary>
    public static bool TryToBasisPoints(decimal percent, out int basisPoints)
    {
        basisPoints = 0;
        if (percent is < 0 or > 100) return false;
        var scaled = percent * 100;
        if (scaled != decimal.Truncate(scaled)) return false;
        basisPoints = (int)scaled;
        return true;
    }

    /// <summary>The percentage as it is written: 250 basis points are 2.5.</summary>
    public static decimal ToPercent(int basisPoints) => basisPoints / 100m;
}
