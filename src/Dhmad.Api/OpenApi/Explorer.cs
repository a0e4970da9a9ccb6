using Dhmad.Api.Http;
using Microsoft.Extensions.FileProviders;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Dhmad.Api.OpenApi;

/// <summary>Swagger UI over our document, from our own origin and with nothing from outside.</summary>
internal static class Explorer
{
    private const string Prefix = "explorer";

    /// <summary>The pages that the viewer makes itself; the rest are its files.</summary>
    private static readonly string[] Pages = ["", "/", "/index.html"];

    private static readonly EmbeddedFileProvider Files = new(
        typeof(SwaggerUIOptions).Assembly, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist");

    /// <summary>The viewer styles elements inline; everything else is as strict as on our pages.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseExplorer(this WebApplication app) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments("/" + Prefix),
        branch =>
        {
            branch.Use(SecureAsync);
            branch.Use(OnlyReadAsync);
            branch.UseSwaggerUI(viewer =>
            {
                viewer.RoutePrefix = Prefix;
                viewer.DocumentTitle = "Dhmad API";
                viewer.SwaggerEndpoint(ApiDocument.Path, "Dhmad");
            });
        });

    /// <summary>The viewer passes every other method on, as if it had no such path.</summary>
    private static Task OnlyReadAsync(HttpContext http, RequestDelegate next)
    {
        var (method, response) = (http.Request.Method, http.Response);
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || !IsServed(http.Request.Path)) return next(http);
        response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = "GET, HEAD";
        return Answers.WriteAsync(response, RouteProblems.ProblemOf(response));
    }

    private static bool IsServed(PathString path) =>
        path.StartsWithSegments("/" + Prefix, out var rest)
        && (Pages.Contains(rest.Value) || Files.GetFileInfo(rest.Value!).Exists);

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
