namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>What a sandbox can be filled with by one call.</summary>
public enum ScenarioName
{
    /// <summary>An escrow wherever one can stand without waiting for a clock.</summary>
    OneOfEach,

    /// <summary>Two people with full wallets.</summary>
    Fresh,
}
