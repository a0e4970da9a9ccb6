using System.Globalization;
using Dhmad.Api.Http;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Accounts;

/// <summary>Developer tokens: a password gives one, and it can be ended.</summary>
public sealed class TokenApi(IGrainFactory grains)
{
    /// <summary>Far above any password there is; only what no hash should be made of.</summary>
    public const int MaxPasswordLength = 1000;

    /// <param name="open">The door without a credential.</param>
    /// <param name="developer">The door of developer tokens.</param>
    public void Map(ApiGroup open, ApiGroup developer)
    {
        open.PostToken("/token", IssueAsync, AccountOperations.IssueToken);
        developer.Delete("/token", EndAsync, AccountOperations.EndToken);
    }

    private async Task<Reply> IssueAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var email = request.Fields.RequiredEmail("email");
        var password = request.Fields.RequiredSecret("password", MaxPasswordLength);
        if (request.Fields.Refusal is { } refusal) return refusal;
        var answer = await grains.DeveloperLogin(email).LogIn(password, ClientAddress.BucketOf(request.Http));
        if (answer.Token is { } issued) return Reply.Created(DeveloperJson.Token(issued.Token, issued.ExpiresAt));
        return answer.RetryAfterSeconds == 0
            ? Problems.Of("INVALID_CREDENTIALS", "The e-mail or the password is wrong.")
            : Wait(request.Http, answer.RetryAfterSeconds);
    }

    private async Task<Reply> EndAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        await grains.DeveloperToken(SecretToken.Hash(request.Caller.Token!)).End();
        return Reply.Ok(DeveloperJson.Message("The token has ended."));
    }

    private static Problem Wait(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of("RATE_LIMITED", $"Too many failed sign-ins; try again in {seconds} s.") with
        {
            Extra = json => json.Member("retryAfter", (long)seconds),
        };
    }
}
