using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>
/// Users whose provider sends events of them, and who read themselves, at all processes in turn; and what came of each call.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Users = 150;
    private const int DeletableShare = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Fleet _fleet;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly TimeSpan[,] _servedAt = new TimeSpan[Users, 2];
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource?[] _inUse;
    private readonly bool[] _isDoomed;
    private Task _users = Task.CompletedTask;

    private Traffic(Fleet fleet)
    {
        _fleet = fleet;
        All = [.. Enumerable.Range(0, Users).Select(_ => new Sent(Person.New()))];
        _inUse = [.. fleet.All.Select(_ => new CancellationTokenSource())];
        _isDoomed = new bool[fleet.All.Count];
    }

    public IReadOnlyList<Sent> All { get; }

    public IEnumerable<Call> Calls => _calls;

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Begins once every user is stored and was read.</summary>
    public static async Task<Traffic> StartAsync(Fleet fleet, Random random)
    {
        var traffic = new Traffic(fleet);
        var callers = await Task.WhenAll(traffic.All.Select(user => fleet.SignedInAsync(user.Person.Id, fleet.All[0])));
        var randoms = traffic.All.Select(_ => new Random(random.Next())).ToArray();
        traffic._users = Task.WhenAll(Enumerable.Range(0, Users)
            .Select(user => Task.Run(() => traffic.LiveAsync(user, callers[user].Token, randoms[user]))));
        await traffic.EveryUserServedAsync(TimeSpan.Zero);
        return traffic;
    }

    /// <summary>Sends no more to this process, as a load balancer does.</summary>
    public void Leave(ApiProcess process) => _inUse[NumberOf(process)] = null;

    /// <summary>Sends no more to this process, and gives up what it still has.</summary>
    public void GiveUp(ApiProcess process) => Interlocked.Exchange(ref _inUse[NumberOf(process)], null)?.Cancel();

    /// <summary>Sends to this process again.</summary>
    /// <param name="isDoomed">Whether it is about to end, and may then leave calls without an answer.</param>
    public void Use(ApiProcess process, bool isDoomed = false)
    {
        _isDoomed[NumberOf(process)] = isDoomed;
        _inUse[NumberOf(process)] = new CancellationTokenSource();
    }

    /// <summary>Completes when each user had a write and a read served that began after this moment.</summary>
    public async Task EveryUserServedAsync(TimeSpan since)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < Patience && !_users.IsCompleted; await look.WaitForNextTickAsync())
        {
            if (_servedAt.Cast<TimeSpan>().All(at => at > since))
                return;
        }
        await (_users.IsCompleted ? _users : Task.CompletedTask);
        throw new TimeoutException($"Some users were not served for {Patience}.");
    }

    /// <summary>Lets every user finish the call it is at.</summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        await _users.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _over.Dispose();
    }

    private async Task LiveAsync(int number, string token, Random random)
    {
        var user = All[number];
        while (!_over.IsCancellationRequested)
        {
            await CallAsync(number, random, isWrite: true, at => WriteAsync(user, at, random, isDeletable: number % DeletableShare == 0));
            await CallAsync(number, random, isWrite: false, at => at.GetAsync("/users/current", token));
            await Task.Delay(Pause * (0.5 + random.NextDouble()), _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CallAsync(int number, Random random, bool isWrite, Func<ApiProcess, Task<Answer>> call)
    {
        var (process, inUse) = Choose(random);
        var at = _clock.Elapsed;
        Outcome outcome;
        string? detail = null;
        try
        {
            var answer = await call(_fleet.All[process]).WaitAsync(inUse);
            outcome = answer.Status switch
            {
                HttpStatusCode.OK => Outcome.Served,
                HttpStatusCode.NotFound when All[number].DeletionSent && !isWrite => Outcome.Served,
                HttpStatusCode.ServiceUnavailable when answer.Headers.RetryAfter is not null => Outcome.Unavailable,
                _ => Outcome.Wrong,
            };
            detail = outcome == Outcome.Wrong ? answer.ToString() : null;
        }
        catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            (outcome, detail) = Call.WithoutAnswer(reason, inUse.IsCancellationRequested || _isDoomed[process]);
        }
        _calls.Enqueue(new Call(at, _clock.Elapsed - at, process, number, isWrite, outcome, detail));
        if (outcome == Outcome.Served)
            _servedAt[number, isWrite ? 1 : 0] = at;
    }

    private async Task<Answer> WriteAsync(Sent user, ApiProcess at, Random random, bool isDeletable)
    {
        var secret = _fleet.Secret;
        // Late in the life of few users, so that there is somebody to come back.
        if (isDeletable && random.Next(200) == 0)
        {
            user.SendsDeletion();
            var gone = await at.DeliverAsync(secret, user.Person.Deleted());
            if (gone.Status == HttpStatusCode.OK)
                user.AcknowledgeDeletion();
            return gone;
        }

        var (number, said) = user.Next();
        var answer = await at.DeliverAsync(secret, number == 1 ? said.Created() : said.Updated());
        if (answer.Status == HttpStatusCode.OK)
            user.Acknowledge(number);
        return answer;
    }

    private (int Process, CancellationToken InUse) Choose(Random random)
    {
        for (var process = random.Next(_inUse.Length); ; process = (process + 1) % _inUse.Length)
        {
            if (_inUse[process] is { } inUse)
                return (process, inUse.Token);
        }
    }

    private int NumberOf(ApiProcess process) => _fleet.NumberOf(process);
}
