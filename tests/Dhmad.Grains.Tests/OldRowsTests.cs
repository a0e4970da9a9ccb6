using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Webhooks;
using Dhmad.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dhmad.Grains.Tests;

public sealed class OldRowsTests() : ClusterTest(new ClusterPlan())
{
    private OldRows Old => new(
        Cluster.Get<IdempotencyStore>(), Cluster.Get<MailStore>(), Cluster.Get<AssociationStore>(),
        Cluster.Get<EndpointStore>(), Cluster.Time, NullLogger<OldRows>.Instance);

    [Fact]
    public async Task Keys_are_removed_after_their_day_and_not_before()
    {
        await Cluster.Get<IdempotencyStore>().ClaimAsync("key", "a", "request", Cluster.Time.GetUtcNow(), default);
        Cluster.Time.Jump(IdempotencyStore.Kept);
        Assert.Equal(0, await Old.DeleteAsync(default));
        Cluster.Time.Jump(IdempotencyStore.ClaimLifetime);
        Assert.Equal(1, await Old.DeleteAsync(default));
        Assert.Equal(0, await Old.DeleteAsync(default));
    }

    [Fact]
    public async Task A_code_is_nowhere_to_be_read_a_day_after_it_was_mailed()
    {
        const string email = "leila@example.tn";
        await Cluster.Grains.User(email).AskCode(new CodeRequest("browser", "192.0.2.1", "en"));
        Cluster.Time.Jump(Mail.CodeKept);
        Assert.Equal(0, await Old.DeleteAsync(default));
        Assert.NotNull(Assert.Single((await MailsAsync(email)).Mails).Code);
        Cluster.Time.Jump(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await Old.DeleteAsync(default));
        Assert.Empty((await MailsAsync(email)).Mails);
    }

    private Task<MailPage> MailsAsync(string email) => Cluster.Get<MailStore>().PageAsync(email, null, 10, default);
}
