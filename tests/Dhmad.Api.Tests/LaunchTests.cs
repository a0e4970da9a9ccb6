using Dhmad.Api.Setup;
using Dhmad.Domain;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Api.Tests;

/// <summary>A server that cannot start says why.</summary>
public sealed class LaunchTests
{
    [Fact]
    public async Task What_keeps_the_host_from_making_its_parts_is_what_is_told()
    {
        await using var app = ServerSetup.Build(new DhmadSettings(), "http://127.0.0.1:0", services => services
            .AddSingleton<IHostedService>(_ => throw new DatabaseUnavailableException("The first failure.")));
        var told = await Assert.ThrowsAsync<DatabaseUnavailableException>(app.LaunchAsync);
        Assert.Equal("The first failure.", told.Message);
    }
}
