using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Dhmad.Storage.Accounts;

namespace Dhmad.Api.Accounts;

/// <summary>What an API key tells about itself, and about the money of the associated user.</summary>
public sealed class MeApi(IGrainFactory grains, WalletStore wallets, DhmadSettings settings)
{
    public void Map(ApiGroup api)
    {
        api.Get("/me", ReadAsync, AccountOperations.Me);
        api.Get("/balance", ReadBalanceAsync, AccountOperations.Balance);
    }

    private async Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var developer = await grains.Developer(request.DeveloperId).Read()
            ?? throw new InvalidOperationException("An API key belongs to a developer.");
        return Reply.Ok(new ApiKeyJson(settings.RateLimit.PerMinute).Me(request.Key, developer));
    }

    private async Task<Reply> ReadBalanceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var developer = await grains.Developer(request.DeveloperId).Read();
        if (developer?.AssociatedUser?.Id is not { } userId)
        {
            return Problems.Of(
                "ASSOCIATION_REQUIRED", "This call needs an associated user; link one in the developer portal.");
        }

        return Reply.Ok(DeveloperJson.Balance(await wallets.ReadAsync(userId, cancellationToken)));
    }
}
