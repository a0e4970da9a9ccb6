using Dhmad.Domain.Escrows;
using Dhmad.Storage.Tests;
using Dhmad.Testing;

namespace Dhmad.Bench.Commits;

/// <summary>What a busy deployment commits: eight shops, each selling for itself to ever new buyers.</summary>
public static class BusyDeployment
{
    /// <summary>Escrows that are alive at once.</summary>
    public const int Escrows = 64;

    private const int Shops = 8;

    /// <summary>The commits of one escrow after another, without end; each is made when it is asked for.</summary>
    public static IEnumerable<EscrowCommit> Commits(int number)
    {
        var ids = new SeededIds(number);
        while (true)
        {
            var life = NewLife(ids, number);
            yield return life.Create();
            yield return life.Pay();
            yield return life.Deliver();
            yield return life.Complete();
        }
    }

    /// <summary>Those of all escrows in turn, which are at different points of their lives.</summary>
    public static IEnumerable<EscrowCommit> Commits()
    {
        var lives = Enumerable.Range(0, Escrows).Select(number => Commits(number).GetEnumerator()).ToArray();
        for (var turn = 0; ; turn++)
        {
            for (var number = 0; number < Escrows; number++)
            {
                if (turn < number % 4) continue;
                lives[number].MoveNext();
                yield return lives[number].Current;
            }
        }
    }

    private static Life NewLife(SeededIds ids, int number)
    {
        var life = new Life(ids, DateTimeOffset.UtcNow);
        var shop = $"shop-{number % Shops}";
        life.Escrow = life.Escrow with
        {
            DeveloperId = shop,
            DeveloperFeeUserId = $"fees-{shop}",
            Seller = life.Escrow.Seller with { Id = $"seller-{shop}" },
        };
        return life;
    }
}
