using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Webhooks;

/// <summary>What developers are told about endpoints that were switched off, in English.</summary>
public static class WebhookMails
{
    /// <param name="disableAfterDays">Days of failing after which an endpoint is switched off.</param>
    public static Mail SwitchedOff(
        WebhookEndpoint endpoint, string email, int disableAfterDays, IdSource ids, DateTimeOffset now)
    {
        var why = endpoint.DisabledReason switch
        {
            DisabledReason.Gone => "It answered 410: it is gone for good.",
            DisabledReason.Failing => $"Every attempt to reach it has failed for {disableAfterDays} days.",
            _ => throw new ArgumentException("This endpoint was not switched off by itself.", nameof(endpoint)),
        };
        return new Mail(
            ids.NewId(now),
            email,
            "A webhook endpoint was switched off",
            $"""
            Your webhook endpoint {endpoint.Id} was switched off:
            {endpoint.Url}

            {why} Deliveries that were waiting for it have ended as failed, and no new ones are made.

            Once it works again, switch it on with PUT /api/developer/webhooks/{endpoint.Id} and "isActive": true.
            Events you missed are in the events list of each escrow.
            """,
            [],
            null,
            now);
    }
}
