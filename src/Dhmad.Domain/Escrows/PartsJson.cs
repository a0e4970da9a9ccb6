using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>Pieces that the API's representations and the events' payloads share.</summary>
internal static class PartsJson
{
    extension(JsonText json)
    {
        /// <summary>P of the specification; null while the e-mail has no user.</summary>
        public JsonText Person(string name, Person person) => person.Id is null
            ? json.NullMember(name)
            : json.Object(name)
                .Member("_id", person.Id)
                .Member("email", person.Email)
                .Member("firstName", person.FirstName)
                .Member("lastName", person.LastName)
                .End();

        /// <summary>Who did something: no e-mail.</summary>
        public JsonText Who(string name, Person person) => json.Object(name)
            .Member("_id", person.Id)
            .Member("firstName", person.FirstName)
            .Member("lastName", person.LastName)
            .End();

        /// <summary>Millimes, written in TND.</summary>
        public JsonText Tnd(string name, long millimes) => json.Member(name, Money.ToTnd(millimes));

        public JsonText Amount(EscrowTerms terms) =>
            json.Member("amount", Money.ToMajor(terms.AmountMinor, terms.Currency));

        public JsonText Spelled<T>(string name, T value)
            where T : struct, Enum => json.Member(name, Spelling.Of(value));

        public JsonText Resolution(DisputeResolution? resolution) => resolution is null
            ? json.NullMember("resolution")
            : json.Object("resolution")
                .Spelled("decision", resolution.Decision)
                .Spelled("by", resolution.By)
                .Tnd("sellerGrossTnd", resolution.SellerGrossTnd)
                .Tnd("refundTnd", resolution.RefundTnd)
                .Tnd("escrowFeeTnd", resolution.EscrowFeeTnd)
                .Tnd("developerFeeTnd", resolution.DeveloperFeeTnd)
                .Member("note", resolution.Note)
                .Member("resolvedAt", resolution.ResolvedAt)
                .End();

        public JsonText DisputeStatus(Dispute dispute) =>
            json.Member("status", dispute.Resolution is null ? "open" : "resolved");
    }
}
