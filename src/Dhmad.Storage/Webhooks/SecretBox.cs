using System.Text;

namespace Dhmad.Storage.Webhooks;

/// <summary>Seals endpoints' secrets, each for its endpoint alone.</summary>
internal sealed class SecretBox(Sealer sealer)
{
    public byte[] Seal(string endpointId, string secret) =>
        sealer.Seal(Encoding.UTF8.GetBytes(secret), Purpose(endpointId));

    public string Open(string endpointId, byte[] sealedSecret) =>
        Encoding.UTF8.GetString(sealer.Open(sealedSecret, Purpose(endpointId)));

    private static string Purpose(string endpointId) => "webhook-secret:" + endpointId;
}
