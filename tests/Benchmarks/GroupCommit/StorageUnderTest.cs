using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansUsers.Harness;
using OrleansUsers.Silo;

namespace OrleansUsers.Benchmarks;

/// <summary>A silo in this process, with one or the other storage of users.</summary>
internal sealed class StorageUnderTest(IHost host) : IAsyncDisposable
{
    private readonly IGrainFactory _grains = host.Services.GetRequiredService<IGrainFactory>();
    private long _time = 1_760_000_000_000;

    public static async Task<StorageUnderTest> Start(UsersDatabase database, bool useAdoNet)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        KeyValuePair<string, string?> storage = database.Postgres is { } server
            ? new("ConnectionStrings:Users", server.ConnectionString)
            : new("Storage:Path", database.Path);
        builder.Configuration.AddInMemoryCollection([storage]);
        builder.Logging.ClearProviders();
        builder.AddUsersSilo(new SettingsReader(builder.Configuration));
        if (useAdoNet)
            AdoNetUserStore.AddTo(builder, database);

        var host = builder.Build();
        await host.Services.GetRequiredService<IStore>().Prepare();
        await host.StartAsync();
        return new StorageUnderTest(host);
    }

    public Task UpdateEach(int users, int callers) =>
        Parallel.ForAsync(0, users, new ParallelOptions { MaxDegreeOfParallelism = callers }, async (user, _) => await Update(user));

    public Task Update(int user)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Increment(ref _time));
        return _grains.GetUserGrain($"user_2bEnCh{user:D21}").Upsert(new UserSnapshot
        {
            Provider = "clerk",
            TokenIdentifier = $"https://clerk.example.test|user_2bEnCh{user:D21}",
            CreatedAt = at,
            UpdatedAt = at,
            SentAt = at,
            FirstName = "Ada",
            LastName = $"Lovelace {at.Ticks}",
            Email = $"ada.lovelace+{user}@example.test",
            EmailVerified = true,
            ImageUrl = "https://img.clerk.test/eyJ0eXBlIjoicHJveHkiLCJzcmMiOiJodHRwczovL2ltYWdlcy5jbGVyay5kZXYvb2F1dGhfZ29vZ2xlL2ltZyJ9",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
