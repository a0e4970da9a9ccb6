using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using static Dhmad.Api.Http.Shape;

namespace Dhmad.Api.Checkout;

/// <summary>How checkout sessions look on the wire, for the OpenAPI document.</summary>
public static class SessionShapes
{
    public static readonly Shape Action = OneOf(SessionBody.Actions.Select(Spelling.Of));
    public static readonly Shape Status = OneOf(Spelling.All<SessionStatus>());

    private static readonly Shape Metadata = Map(Text(0, SessionBody.MaxMetadataValueLength)).Saying(
        $"At most {SessionBody.MaxMetadataKeys} keys of 1 to {SessionBody.MaxMetadataKeyLength} characters.");

    public static readonly Shape NewSession = Object(
        Always("action", Action),
        Always("targetUserEmail", Email.Saying("The only person who can finish the session.")),
        Always("redirectUrl", Url.Saying("Where the browser goes afterwards; must be in the allow-list.")),
        Maybe("metadata", Metadata)).Named("NewSession");

    public static readonly Shape Created = Object(
        Always("sessionId", Uuid), Always("url", Url), Always("expiresAt", Date)).Named("CreatedSession");

    public static readonly Shape Session = Object(
        Always("sessionId", Uuid),
        Always("escrowId", Id),
        Always("action", Action),
        Always("targetUserEmail", Email),
        Always("status", Status),
        Maybe("metadata", Metadata),
        Always("expiresAt", Date),
        Always("completedAt", Date.OrNull()),
        Always("createdAt", Date),
        Always("cancelledAt", Date.OrNull()),
        Always("cancelledBy", OneOf(Spelling.All<SessionCanceller>()).OrNull())).Named("Session");

    public static readonly Shape Read = Object(Always("session", Session));

    public static readonly Shape WithMessage = Object(Always("message", Text()), Always("session", Session));

    public static readonly Shape Page = Object(
        Always("sessions", List(Session)), Always("nextCursor", Text().OrNull()));
}
