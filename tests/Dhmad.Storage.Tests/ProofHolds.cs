using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Tests;

/// <summary>How tests of crashes and crowds end.</summary>
public static class ProofHolds
{
    public static async Task OnAsync(DatabaseFixture fixture)
    {
        var proof = await new LedgerProof(fixture.Database).ProveAsync(DatabaseFixture.Start, CancellationToken.None);
        Assert.All(proof.Checks, check => Assert.Equal("", check.Detail));
        Assert.True(proof.Ok);
    }
}
