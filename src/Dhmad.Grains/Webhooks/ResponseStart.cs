using System.Text;

namespace Dhmad.Grains.Webhooks;

/// <summary>The first part of an answer's body, as text; more is not read.</summary>
internal static class ResponseStart
{
    public const int MaxBytes = 1024;

    /// <summary>What came before the limit or a fault; null when nothing did.</summary>
    public static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes];
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (length < MaxBytes)
            {
                var read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken);
                if (read == 0) break;
                length += read;
            }
        }
        catch (Exception failure) when (AttemptFault.Read(failure) is not null)
        {
            // The headers said what became of the attempt; the body is only shown.
            return Text(bytes, length);
        }

        return Text(bytes, length);
    }

    /// <summary>
    /// As UTF-8, with a mark for what is not; zero bytes, which not every database takes, are marked too.
    /// </summary>
    private static string? Text(byte[] bytes, int length) =>
        length == 0 ? null : Encoding.UTF8.GetString(bytes, 0, length).Replace('\0', '\uFFFD');
}
