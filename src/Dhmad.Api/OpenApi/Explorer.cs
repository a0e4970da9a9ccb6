namespace Dhmad.Api.OpenApi;

/// <summary>Swagger UI over our document, from our own origin and with nothing from outside.</summary>
internal static class Explorer
{
    private const string Prefix = "explorer";

    /// <summary>The viewer styles elements inline; everything else is as strict as on our pages.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseExplorer(this WebApplication app) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments("/" + Prefix),
        branch =>
        {
            branch.Use(SecureAsync);
            branch.UseSwaggerUI(viewer =>
            {
                viewer.RoutePrefix = Prefix;
                viewer.DocumentTitle = "Dhmad API";
                viewer.SwaggerEndpoint(ApiDocument.Path, "Dhmad");
            });
        });

    private static Task SecureAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
        return next(http);
    }
}
