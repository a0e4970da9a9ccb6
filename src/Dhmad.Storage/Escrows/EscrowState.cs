using System.Text.Json;
using System.Text.Json.Serialization;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;

namespace Dhmad.Storage.Escrows;

/// <summary>An escrow as the bytes of its <c>state</c> column: JSON of our own, never shown outside.</summary>
internal static class EscrowState
{
    public static byte[] Write(Escrow escrow) =>
        JsonSerializer.SerializeToUtf8Bytes(escrow, EscrowStateJson.Default.Escrow);

    public static Escrow Read(byte[] state) =>
        JsonSerializer.Deserialize(state, EscrowStateJson.Default.Escrow)
        ?? throw new InvalidOperationException("An escrow's state is empty.");

    /// <summary>The same where somebody may have changed the bytes; null when they are no escrow.</summary>
    public static Escrow? TryRead(byte[] state)
    {
        try
        {
            var escrow = Read(state);
            return escrow is { LastHash: not null, Terms: not null, Buyer: not null, Seller: not null } ? escrow : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>Code for it is written at build time. Absent means null; derived properties are not kept.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(SpelledConverter<ActorKind>),
        typeof(SpelledConverter<CancellationStatus>),
        typeof(SpelledConverter<Choice>),
        typeof(SpelledConverter<ClosureReason>),
        typeof(SpelledConverter<Currency>),
        typeof(SpelledConverter<DepositStatus>),
        typeof(SpelledConverter<EscrowMode>),
        typeof(SpelledConverter<EscrowStatus>),
        typeof(SpelledConverter<PaymentStatus>),
        typeof(SpelledConverter<ProofPhase>),
    ])]
[JsonSerializable(typeof(Escrow))]
internal sealed partial class EscrowStateJson : JsonSerializerContext;

/// <summary>
/// Enum members are kept as they are spelled on the wire, so that their order in the source means nothing.
/// </summary>
internal sealed class SpelledConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Spelling.TryRead<T>(reader.GetString(), out var value)
            ? value
            : throw new JsonException($"Not a {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Spelling.Of(value));
}
