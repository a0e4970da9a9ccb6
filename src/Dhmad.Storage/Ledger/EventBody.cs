using System.Text.Json;

namespace Dhmad.Storage.Ledger;

/// <summary>What an event's body tells of its escrow: the state after the commit that raised it.</summary>
/// <param name="OldStatus">Null where the event tells none, as for <paramref name="Status"/>.</param>
/// <param name="ShowsParties">Whether it tells who they are: events of purchase proofs do not.</param>
/// <param name="BuyerId">Null while the buyer is no user.</param>
/// <param name="SellerId">Null while the seller is no user.</param>
internal sealed record EventBody(
    string? OldStatus, string? Status, bool ShowsParties, string? BuyerId, string? SellerId)
{
    /// <summary>Whether it is worth reading for them; a quote within a text is always escaped.</summary>
    public static bool MayShowParties(ReadOnlySpan<byte> body) => body.IndexOf("\"seller\":"u8) >= 0;

    /// <summary>Null when it is not readable.</summary>
    public static EventBody? Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var escrow = json.RootElement.GetProperty("data").GetProperty("escrow");
            var isSold = escrow.TryGetProperty("seller", out var seller);
            var isBought = escrow.TryGetProperty("buyer", out var buyer);
            return new EventBody(
                Text(escrow, "oldStatus"),
                Text(escrow, "status"),
                isSold && isBought,
                isBought ? Id(buyer) : null,
                isSold ? Id(seller) : null);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement escrow, string name) =>
        escrow.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? Id(JsonElement person) =>
        person.ValueKind == JsonValueKind.Null ? null : person.GetProperty("_id").GetString();
}
