namespace OrleansUsers.Benchmarks;

/// <summary>The contestants of a comparison, all running and with the same 10,000 users, and what plays load on them.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private readonly List<Contestant> _contestants = [];

    private Arena(RequestMaker requests) => Requests = requests;

    public RequestMaker Requests { get; }

    public LoadGenerator Load { get; } = new();

    public IReadOnlyList<Contestant> Contestants => _contestants;

    public static async Task<Arena> Open(Options options)
    {
        var arena = new Arena(await RequestMaker.Start());
        try
        {
            foreach (var name in options.Contestants)
                arena._contestants.Add(await Contestant.Start(name, arena.Requests, options));
            var users = await arena.Requests.Create(0, RequestMaker.Users);
            foreach (var contestant in arena._contestants)
                await arena.Load.Play(contestant.Addresses, users, 64, TimeSpan.FromMinutes(1));
            return arena;
        }
        catch
        {
            await arena.DisposeAsync();
            throw;
        }
    }

    /// <summary>The contestants in the order of a round: each is first in turn, so that none always follows the same other one.</summary>
    public IEnumerable<Contestant> InOrder(int round) =>
        _contestants.Skip(round % _contestants.Count).Concat(_contestants.Take(round % _contestants.Count));

    public async ValueTask DisposeAsync()
    {
        foreach (var contestant in _contestants)
            await contestant.DisposeAsync();
        Load.Dispose();
        await Requests.DisposeAsync();
    }
}
