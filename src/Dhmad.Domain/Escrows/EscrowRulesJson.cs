namespace Dhmad.Domain.Escrows;

/// <summary>The table as <c>GET /api/v1/rules</c> shows it.</summary>
public static class EscrowRulesJson
{
    /// <summary>The whole body; the same settings always give the same bytes.</summary>
    public static byte[] Body(DhmadSettings settings) => throw new NotImplementedException();
}
