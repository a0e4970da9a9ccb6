using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>
/// The column <c>listed_as</c>: in which of its owner's lists an escrow is kept. It changes once in a life, so that a
/// change of status touches no list.
/// </summary>
internal static class EscrowLists
{
    private const string Open = "open";

    /// <summary>Any escrow is in one of these.</summary>
    public static readonly IReadOnlyList<string> All =
        [Open, Spelling.Of(EscrowStatus.Completed), Spelling.Of(EscrowStatus.Cancelled)];

    /// <summary>Open, or the status that it was closed with.</summary>
    public static string Of(EscrowStatus status) =>
        status is EscrowStatus.Completed or EscrowStatus.Cancelled ? Spelling.Of(status) : Open;

    /// <summary>Conditions that together find the escrows of a status, or all; each is a range of an index.</summary>
    public static IEnumerable<string> Conditions(EscrowStatus? status) => status switch
    {
        null => All.Select(list => $"listed_as = '{list}'"),
        { } one when Of(one) == Open => [$"listed_as = '{Open}' AND status = '{Spelling.Of(one)}'"],
        { } one => [$"listed_as = '{Of(one)}'"],
    };
}
