using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Escrows;

/// <summary>The table, for everybody: settings are part of it and fixed while the process runs.</summary>
public sealed class RulesApi(DhmadSettings settings)
{
    private readonly Lazy<byte[]> body = new(() => EscrowRulesJson.Body(settings));

    public void Map(ApiGroup open) => open.Get("/rules", ReadAsync, EscrowOperations.ReadRules);

    private Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Reply.Ok(body.Value));
}
