using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Escrows.Scenarios;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Escrows;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// One e-mail and, once a code was entered, its user. Nothing is remembered between calls: rows decide.
/// </summary>
public sealed partial class UserGrain(
    UserStore users,
    SignInCodeStore codes,
    WalletStore wallets,
    EscrowQueries escrows,
    AssociationStore associations,
    EscrowTime time,
    IdSource ids,
    DhmadSettings settings,
    ILogger<UserGrain> log) : Grain, IUserGrain
{
    private string Email => AccountGrains.NameIn(this.GetPrimaryKeyString());

    public Task<User?> Read() => users.FindAsync(Email, CancellationToken.None);

    public async Task<CodeAsked> AskCode(CodeRequest request)
    {
        var now = time.RealNow;
        var code = SignInCode.Make(ids);
        var kept = new SignInCode
        {
            Id = ids.NewId(now),
            Email = Email,
            BrowserHash = SecretToken.Hash(request.Browser),
            CodeHash = SignInCode.Hash(request.Browser, code),
            Address = request.Address,
            CreatedAt = now,
        };
        var mail = new AccountMails(ids, settings).SignInCode(Email, code, now);
        var (sent, nextAt) = await codes.AskAsync(kept, mail, CancellationToken.None);
        return new CodeAsked(sent, nextAt);
    }

    public async Task<CodeEntered> EnterCode(CodeEntry entry)
    {
        var now = time.RealNow;
        var cookie = ids.NewHex(SecretToken.ByteCount);
        var attempt = new CodeTry
        {
            Fresh = FreshUser(entry.Language, now),
            BrowserHash = SecretToken.Hash(entry.Browser),
            CodeHash = SignInCode.Hash(entry.Browser, entry.Code),
            CookieHash = SecretToken.Hash(cookie),
            EndsCookieHash = entry.CurrentCookie is null ? null : SecretToken.Hash(entry.CurrentCookie),
            Address = entry.Address,
            BrowserName = entry.BrowserName is { } name ? PlainText.Start(name, SignIn.MaxBrowserNameLength) : null,
            ClaimId = ids.NewId(now),
            At = now,
        };
        var (verdict, triesLeft, user) = await codes.EnterAsync(attempt, CancellationToken.None);
        if (user is null) return new CodeEntered(verdict, triesLeft);
        if (user.HasNames) LinkLater();
        return new CodeEntered(verdict, User: user, Cookie: cookie, EndsAt: attempt.SignInOf(user).EndsAt);
    }

    public async Task<Result<User>> GiveNames(string firstName, string lastName)
    {
        var problems = new Dictionary<string, string>();
        var first = Name("firstName", firstName, problems);
        var last = Name("lastName", lastName, problems);
        if (problems.Count > 0) return new Refusal("VALIDATION_FAILED", "Give a first and a last name.", problems);

        var user = await users.NameAsync(Email, first, last, CancellationToken.None);
        if (user is null) return new Refusal("USER_NOT_FOUND", "No user has this e-mail.");
        var developerId = await associations.FindDeveloperAsync(user.Id, CancellationToken.None);
        if (developerId is not null) await GrainFactory.Developer(developerId).Forget();
        LinkLater();
        return user;
    }

    public async Task<Result<ApiAnswer>> TopUp(long amountTnd, IdempotencyClaim? idempotency)
    {
        var now = time.RealNow;
        var topUp = new TopUp(FreshUser(settings.DefaultLanguage, now), amountTnd, ids.NewId(now), ids.NewId(now), now);
        return await Kept.UnlessLostAsync(async () => await wallets.TopUpAsync(
            topUp,
            balance =>
            {
                var body = DeveloperJson.ToppedUp("The balance was topped up.", balance);
                var answer = new ApiAnswer(200, body) { IsStored = true };
                return (answer, Kept.Plain(idempotency, answer));
            },
            CancellationToken.None));
    }

    public async Task<User> Provide(PlannedPerson person, long walletTnd)
    {
        var available = await Read() is { } known
            ? (await wallets.ReadAsync(known.Id, CancellationToken.None)).AvailableTnd
            : 0;
        if (available < walletTnd) await TopUp(walletTnd - available, idempotency: null);
        if (await Read() is { HasNames: true } user) return user;
        var named = await GiveNames(person.FirstName, person.LastName);
        return named.Value ?? throw new InvalidOperationException($"Nobody got these names: {named.Refusal?.Code}.");
    }

    private User FreshUser(string language, DateTimeOffset now) => new()
    {
        Id = ids.NewId(now),
        Email = Email,
        Language = language,
        CreatedAt = now,
    };

    private static string Name(string field, string text, Dictionary<string, string> problems)
    {
        var isFine = PlainText.TryRead(text, 1, User.MaxNameLength, singleLine: true, out var name, out var why);
        if (!isFine) problems[field] = why!;
        return name;
    }
}
