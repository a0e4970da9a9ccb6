namespace Dhmad.Api.Http;

/// <summary>An endpoint's own part: path id, body and query are read, the caller is known.</summary>
public delegate Task<Reply> ApiHandler(ApiRequest request, CancellationToken cancellationToken);
