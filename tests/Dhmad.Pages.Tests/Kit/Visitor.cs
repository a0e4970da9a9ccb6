using System.Net;

namespace Dhmad.Pages.Tests.Kit;

/// <summary>A person at a browser without script: keeps cookies, posts the forms it sees, follows redirects only when asked.</summary>
public sealed class Visitor : IDisposable
{
    private const int MaxRedirects = 10;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly Dictionary<string, (string Value, string Path)> cookies = [];
    private readonly Site site;

    public Visitor(Site site) => this.site = site;

    /// <summary>The names of the cookies it holds.</summary>
    public IReadOnlyCollection<string> Cookies => cookies.Keys;

    public string Cookie(string name) => cookies[name].Value;

    public void SetCookie(string name, string value) => cookies[name] = (value, "/");

    /// <summary>The page at an address of the site, with the redirects that stay there followed.</summary>
    public Task<Page> OpenAsync(string path) => FollowAsync(GetAsync(path));

    public Task<Page> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, Absolute(path)));

    public Task<Page> HeadAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Head, Absolute(path)));

    /// <summary>Posts a form as a browser does.</summary>
    public Task<Page> PostAsync(Form form, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Absolute(form.Action)) { Content = new FormUrlEncodedContent(form.Fields) };
        request.Headers.Add("Origin", site.Url);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        change?.Invoke(request);
        return SendAsync(request);
    }

    public async Task<Page> FollowAsync(Task<Page> first)
    {
        var page = await first;
        for (var hop = 0; page.Location is { } location && location.StartsWith(site.Url, StringComparison.Ordinal); hop++)
        {
            Assert.True(hop < MaxRedirects, "The site redirects in a circle.");
            page = await GetAsync(location);
        }

        return page;
    }

    public Task<Page> SubmitAsync(Form form) => FollowAsync(PostAsync(form));

    /// <summary>From a checkout link to the action's page: has the code mailed, reads it in the inbox, enters it, gives a name.</summary>
    public async Task<Page> EnterAsync(Session session, string email)
    {
        var page = await OpenAsync(session.Url);
        return page.Has("fullName") || !page.Html.Contains("/sign-in", StringComparison.Ordinal) ? page : await SignInAsync(page, email);
    }

    public async Task<Page> SignInAsync(Page page, string email)
    {
        if (!page.Has("code")) page = await SubmitAsync(page.Form("/sign-in"));
        var mail = await site.NextMailAsync(email);
        page = await SubmitAsync(page.FormWith("code").With("code", mail.Code!));
        return page.Has("firstName")
            ? await SubmitAsync(page.FormWith("firstName").With("firstName", "Sami").With("lastName", "Ben Ali"))
            : page;
    }

    public void Dispose() => http.Dispose();

    private string Absolute(string path) => path.StartsWith('/') ? site.Url + path : path;

    private async Task<Page> SendAsync(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        var sent = cookies.Where(cookie => path.StartsWith(cookie.Value.Path, StringComparison.Ordinal)).ToList();
        if (sent.Count > 0) request.Headers.Add("Cookie", string.Join("; ", sent.Select(one => $"{one.Key}={one.Value.Value}")));
        request.Headers.Add("Accept", "text/html");
        using var answer = await http.SendAsync(request);
        Keep(answer);
        var location = answer.Headers.Location is { } target ? new Uri(request.RequestUri, target).AbsoluteUri : null;
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Page((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), location, headers);
    }

    private void Keep(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var lines)) return;
        foreach (var line in lines)
        {
            var parts = line.Split(';', StringSplitOptions.TrimEntries);
            var pair = parts[0].Split('=', 2);
            var path = parts.FirstOrDefault(part => part.StartsWith("path=", StringComparison.OrdinalIgnoreCase))?[5..] ?? "/";
            if (pair[1].Length == 0) cookies.Remove(pair[0]);
            else cookies[pair[0]] = (WebUtility.UrlDecode(pair[1]), path);
        }
    }
}
