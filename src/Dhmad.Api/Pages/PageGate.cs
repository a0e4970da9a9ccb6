using Dhmad.Api.Http;
using Dhmad.Api.Pages.Language;
using Dhmad.Api.Pages.Security;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Pages;

/// <summary>
/// What every page request passes, in this order: headers, the number of forms posted, the form itself, where it comes
/// from, and who is signed in. Whatever goes wrong behind it becomes a page too.
/// </summary>
public sealed class PageGate(
    DhmadSettings settings, VisitorCookie visitors, UserCookie users, IGrainFactory grains, Faults faults)
{
    public const int MaxFormsPerVisitor = 20;
    public const int MaxFormsPerAddress = 100;

    /// <summary>Stands before a handler.</summary>
    public RequestDelegate Open(Func<PageRequest, Task> handle) => http => PassAsync(http, handle);

    /// <summary>Lets nobody in, and asks nothing of the runtime: the page says to try again.</summary>
    public Task TurnAwayAsync(HttpContext http) =>
        Stranger(http).DrawProblemAsync(StatusCodes.Status503ServiceUnavailable);

    private async Task PassAsync(HttpContext http, Func<PageRequest, Task> handle)
    {
        var stranger = Stranger(http);
        try
        {
            if (await TakeFormAsync(stranger) is not { } form) return;
            var signedIn = await users.AuthenticateAsync(http);
            await handle(new PageRequest(http, settings, visitors, stranger.Visitor, stranger.Texts)
            {
                SignedIn = signedIn,
                Form = form,
            });
        }
        catch (InvalidDataException)
        {
            await stranger.DrawProblemAsync(StatusCodes.Status400BadRequest);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await stranger.DrawProblemAsync(faults.ToProblem(http, failure).Status);
        }
    }

    /// <summary>The visitor before anything was asked about them, with the headers of every page.</summary>
    private PageRequest Stranger(HttpContext http)
    {
        PageHeaders.Apply(http.Response, settings);
        return new PageRequest(
            http, settings, visitors, visitors.Read(http), Texts.In(settings.DefaultLanguage));
    }

    /// <summary>
    /// The posted form, empty when nothing was posted; null when it was refused and that was answered.
    /// </summary>
    private async Task<PageForm?> TakeFormAsync(PageRequest stranger)
    {
        var http = stranger.Http;
        if (!HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint() is null) return PageForm.Empty;

        if (!await CountAsync(http, "forms_address_" + ClientAddress.BucketOf(http), MaxFormsPerAddress)
            || !await CountAsync(http, "forms_visitor_" + SecretToken.Hash(stranger.Visitor), MaxFormsPerVisitor))
        {
            await stranger.DrawProblemAsync(StatusCodes.Status429TooManyRequests);
            return null;
        }

        var form = await PageForm.ReadAsync(http.Request, http.RequestAborted);
        var token = form[VisitorCookie.TokenField];
        if (FormOrigin.IsOurs(http.Request, settings) && visitors.IsRight(token, stranger.Visitor)) return form;
        await stranger.DrawProblemAsync(StatusCodes.Status403Forbidden);
        return null;
    }

    private async Task<bool> CountAsync(HttpContext http, string bucket, int limit)
    {
        var verdict = await grains.RateLimit(bucket).Count(limit);
        if (!verdict.Passed) http.Response.Headers.RetryAfter = $"{verdict.RetryAfterSeconds}";
        return verdict.Passed;
    }
}
