using Dhmad.Api.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhmad.Api.Pages;

/// <summary>The fields of a posted form, each as one text.</summary>
public sealed class PageForm(IFormCollection fields)
{
    /// <summary>Enough for a drawn signature and everything beside it.</summary>
    public const int MaxBytes = 512 * 1024;

    public static readonly PageForm Empty = new(FormCollection.Empty);

    private const int MaxFields = 50;
    private const int MaxNameLength = 100;

    /// <summary>The field as typed; "" when it is missing. Of a repeated field the last counts.</summary>
    public string this[string name] =>
        fields.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] ?? "" : "";

    public bool Has(string name) => fields.ContainsKey(name);

    /// <exception cref="InvalidDataException">
    /// It is broken, in an encoding that is not read, or has too many or too long fields.
    /// </exception>
    /// <exception cref="BadHttpRequestException">It is too large or was not sent as HTTP asks.</exception>
    public static async Task<PageForm> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBytes;
        if (!request.HasFormContentType) return Empty;
        var options = new FormOptions
        {
            BufferBody = false,
            KeyLengthLimit = MaxNameLength,
            ValueCountLimit = MaxFields,
            ValueLengthLimit = MaxBytes,
            MultipartBodyLengthLimit = MaxBytes,
        };
        try
        {
            return new PageForm(await request.ReadFormAsync(options, cancellationToken));
        }
        catch (Exception failure)
            when ((RequestBody.IsBroken(failure) || failure is NotSupportedException)
                && failure is not BadHttpRequestException
                && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidDataException("The form cannot be read.", failure);
        }
    }
}
