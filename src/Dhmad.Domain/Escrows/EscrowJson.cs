namespace Dhmad.Domain.Escrows;

/// <summary>How an escrow is shown over the API.</summary>
public static class EscrowJson
{
    /// <summary>The 201 body of a creation.</summary>
    public static byte[] Created(Escrow escrow, string message, string publicUrl) => throw new NotImplementedException();

    /// <summary>The body of PUT, deliver, reject-delivery and cancel.</summary>
    public static byte[] WithMessage(Escrow escrow, string message) => throw new NotImplementedException();

    /// <summary>The body of <c>GET /api/v1/escrows/{id}</c>.</summary>
    public static byte[] Read(Escrow escrow) => throw new NotImplementedException();

    /// <summary>One item of the list.</summary>
    public static JsonText WriteItem(JsonText json, Escrow escrow) => throw new NotImplementedException();
}
