using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Users of whom each has one stream open, all at the first process, and what each was told last.</summary>
internal sealed class Viewers : IAsyncDisposable
{
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 32 };

    private readonly LiveClient[] _streams;
    private readonly long[] _versions;

    private Viewers(Person[] users) => (Users, _streams, _versions) = (users, new LiveClient[users.Length], new long[users.Length]);

    public IReadOnlyList<Person> Users { get; }

    public static async Task<Viewers> OpenAsync(Sandbox app, int count)
    {
        var viewers = new Viewers([.. Enumerable.Range(0, count).Select(_ => Person.New())]);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), ManyAtOnce, async (index, _) =>
        {
            var caller = await app.SignedInAsync(viewers.Users[index].Id, claims => claims["exp"] = (long)claims["iat"]! + 600);
            viewers._streams[index] = await caller.LiveAsync();
            Assert.Null((await viewers._streams[index].NextAsync()).User);
        });
        return viewers;
    }

    /// <summary>Every stream, which has been open all the time, tells this change, and nothing older than it told before.</summary>
    public Task SeeAsync(int number) => Parallel.ForEachAsync(Enumerable.Range(0, Users.Count), ManyAtOnce, async (index, _) =>
    {
        LiveEvent heard;
        do
        {
            heard = await _streams[index].NextAsync();
            Assert.True(heard.Version > _versions[index], $"{Users[index].Id}: {heard.Version} came after {_versions[index]}");
            _versions[index] = heard.Version;
        }
        while ((string?)heard.User?["lastName"] != $"{number}");
    });

    public async ValueTask DisposeAsync() => await Task.WhenAll(_streams.Select(live => live.DisposeAsync().AsTask()));
}
