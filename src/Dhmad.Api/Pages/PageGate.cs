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

    private async Task PassAsync(HttpContext http, Func<PageRequest, Task> handle)
    {
        PageHeaders.Apply(http.Response, settings);
        var texts = Texts.In(settings.DefaultLanguage);
        var stranger = new PageRequest(http, settings, visitors, visitors.Read(http), texts);
        try
        {
            var form = PageForm.Empty;
            if (HttpMethods.IsPost(http.Request.Method))
            {
                if (!await CountAsync(http, "forms_address_" + ClientAddress.BucketOf(http), MaxFormsPerAddress)
                    || !await CountAsync(http, "forms_visitor_" + SecretToken.Hash(stranger.Visitor), MaxFormsPerVisitor))
                {
                    await stranger.DrawProblemAsync(StatusCodes.Status429TooManyRequests);
                    return;
                }

                form = await PageForm.ReadAsync(http.Request, http.RequestAborted);
                if (!IsFromOurPage(http, form, stranger.Visitor))
                {
                    await stranger.DrawProblemAsync(StatusCodes.Status403Forbidden);
                    return;
                }
            }

            var signedIn = await users.AuthenticateAsync(http);
            await handle(new PageRequest(http, settings, visitors, stranger.Visitor, texts) { SignedIn = signedIn, Form = form });
        }
        catch (InvalidDataException)
        {
            await stranger.DrawProblemAsync(StatusCodes.Status400BadRequest);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var problem = faults.ToProblem(http, failure);
            await stranger.DrawProblemAsync(problem.Status);
        }
    }

    private async Task<bool> CountAsync(HttpContext http, string bucket, int limit)
    {
        var verdict = await grains.RateLimit(bucket).Count(limit);
        if (!verdict.Passed) http.Response.Headers.RetryAfter = $"{verdict.RetryAfterSeconds}";
        return verdict.Passed;
    }

    private bool IsFromOurPage(HttpContext http, PageForm form, string visitor) =>
        FormOrigin.IsOurs(http.Request, settings) && visitors.IsRight(form[VisitorCookie.TokenField], visitor);
}
