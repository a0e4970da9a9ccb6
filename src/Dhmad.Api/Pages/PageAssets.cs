using System.Security.Cryptography;
using Dhmad.Api.Http;
using Microsoft.Net.Http.Headers;

namespace Dhmad.Api.Pages;

/// <summary>
/// The stylesheet and the icon, kept in the program itself, under names that change with their content.
/// </summary>
public static class PageAssets
{
    private static readonly Asset[] All =
        [Load("site.css", "text/css; charset=utf-8"), Load("icon.svg", "image/svg+xml")];

    public static string Stylesheet { get; } = All[0].Path;

    public static string Icon { get; } = All[1].Path;

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in All)
            routes.MapRead(asset.Path, context => WriteAsync(context, asset)).ExcludeFromDescription();
    }

    private static async Task WriteAsync(HttpContext context, Asset asset)
    {
        context.Response.ContentType = asset.Type;
        context.Response.ContentLength = asset.Bytes.Length;
        context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable";
        context.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        await context.Response.Body.WriteAsync(asset.Bytes, context.RequestAborted);
    }

    private static Asset Load(string name, string type)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"wwwroot/{name}")
            ?? throw new InvalidOperationException($"The file wwwroot/{name} is not part of the build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
        return new Asset($"/assets/{hash}/{name}", type, bytes);
    }

    private sealed record Asset(string Path, string Type, byte[] Bytes);
}
