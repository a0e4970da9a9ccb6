using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Dhmad.Api.Http;

/// <summary>Reads a whole request body of bounded size.</summary>
public static class RequestBody
{
    public const int MaxBytes = 256 * 1024;

    /// <summary>Whether the declared length alone is too much.</summary>
    public static bool IsDeclaredTooLarge(HttpRequest request) => request.ContentLength > MaxBytes;

    /// <summary>Whether its length is known only by reading it.</summary>
    public static bool HasUnknownLength(HttpContext http) => http.Request.ContentLength is null && CanHaveBody(http);

    /// <summary>Whether reading a body failed because of how it was sent, or because whoever sent it is gone.</summary>
    public static bool IsBroken(Exception failure) => failure is IOException or OperationCanceledException;

    /// <summary>The bytes, or null when they are too many.</summary>
    /// <exception cref="BadHttpRequestException">The body ended early or was not sent as HTTP asks.</exception>
    public static async ValueTask<byte[]?> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength == 0 || !CanHaveBody(http)) return [];
        try
        {
            return await ReadAllAsync(http, cancellationToken);
        }
        catch (Exception failure)
            when (IsBroken(failure)
                && failure is not BadHttpRequestException
                && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The request body is broken.", failure);
        }
    }

    private static async ValueTask<byte[]?> ReadAllAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var tooLarge = read.Buffer.Length > MaxBytes;
            if (tooLarge || read.IsCompleted)
            {
                var bytes = tooLarge ? null : read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool CanHaveBody(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? http.Request.ContentLength > 0;
}
