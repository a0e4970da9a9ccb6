using System.Text;
using Dhmad.Api.Http;
using Dhmad.Api.Pages.Language;
using Dhmad.Api.Pages.Security;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Grains.Accounts;
using Microsoft.AspNetCore.Components;

namespace Dhmad.Api.Pages;

/// <summary>
/// A visitor's request that passed the gate: who asks, with which form, and how to answer with a page.
/// </summary>
public sealed class PageRequest(
    HttpContext http, DhmadSettings settings, VisitorCookie visitors, string visitor, Texts texts)
{
    private const string ContentType = "text/html; charset=utf-8";

    public HttpContext Http => http;

    public Texts Texts => texts;

    /// <summary>The value of the visitor's cookie.</summary>
    public string Visitor => visitor;

    public SignedIn? SignedIn { get; init; }

    public PageForm Form { get; init; } = PageForm.Empty;

    /// <summary>The path that signing out leads back to; the request's own unless a page sets another.</summary>
    public string Path { get; set; } = http.Request.Path;

    /// <summary>Shown as the page's owner once the visitor may know it.</summary>
    public string? ApplicationName { get; set; }

    /// <summary>Answers with a page.</summary>
    public async Task DrawAsync<TPage>(int status, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var values = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        var html = await Html.DrawAsync<TPage>(http.RequestServices, Frame(), values);
        var bytes = Encoding.UTF8.GetBytes(html);
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <summary>Answers with the words for an HTTP status, and with when to come again where that may help.</summary>
    public Task DrawProblemAsync(int status)
    {
        if (status == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = Answers.SoonSeconds;
        return DrawAsync<ProblemPage>(status, (nameof(ProblemPage.Status), status));
    }

    /// <summary>Answers 303: the browser fetches that address next, whatever the request was.</summary>
    public Task RedirectAsync(string location)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private PageFrame Frame() => new(texts)
    {
        IsSandbox = settings.IsSandbox,
        CsrfToken = visitors.Token(visitor),
        SignedInAs = SignedIn?.User.Email,
        ApplicationName = ApplicationName,
        Path = Path,
        RequestId = http.TraceIdentifier,
    };
}
