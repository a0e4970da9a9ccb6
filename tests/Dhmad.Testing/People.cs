using Dhmad.Domain.Accounts;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;

namespace Dhmad.Testing;

/// <summary>Writes <see cref="The"/> people into a new database, as accounts that signed up long ago.</summary>
internal static class People
{
    private static readonly DateTimeOffset LongAgo = ManualTime.Start.AddYears(-1);

    public static Task MoveInAsync(Database database) => database.WriteAsync(
        async work =>
        {
            await AddUserAsync(work, The.Buyer);
            await AddUserAsync(work, The.Seller);
            await AddDeveloperAsync(work, The.DeveloperId, "dev@example.tn", The.Seller);
            await AddDeveloperAsync(work, The.BuyersDeveloperId, "dev2@example.tn", The.Buyer);
        },
        CancellationToken.None);

    private static Task<User> AddUserAsync(Work work, Person person) => UserRows.FindOrAddAsync(work, new User
    {
        Id = person.Id!,
        Email = person.Email,
        FirstName = person.FirstName,
        LastName = person.LastName,
        Language = "en",
        CreatedAt = LongAgo,
    });

    private static async Task AddDeveloperAsync(Work work, string id, string email, Person associated)
    {
        var developer = new Developer
        {
            Id = id,
            Email = email,
            Settings = new DeveloperSettings("Velo Souk") { RedirectUrls = [The.RedirectUrl] },
            CreatedAt = LongAgo,
        };
        await DeveloperStore.WriteAsync(work, developer, passwordHash: "none");
        await AssociationStore.WriteAsync(work, id, id, associated.Id!, LongAgo);
    }
}
