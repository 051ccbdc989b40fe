using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// Sends webhooks at times that are fixed in advance, whether or not those before were answered: half of them create users, half update
/// them.
/// </summary>
internal sealed class WebhookLoad : IAsyncDisposable
{
    // An update is of a user who was created so many webhooks before.
    private const long Back = 200;

    private static readonly FakeUserEvents Events = new("ins_2other");

    private readonly SyncTarget _target;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _sent = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _perSecond;
    private readonly Task _sending;
    private volatile WebhookTimes _times = new();

    public WebhookLoad(SyncTarget target, int perSecond)
    {
        (_target, _perSecond) = (target, perSecond);
        _sending = SendAll();
    }

    /// <summary>From now on the times of what is sent go to a new place.</summary>
    public WebhookTimes Record() => _times = new WebhookTimes();

    /// <summary>Sends no more, and waits for the answers.</summary>
    public async Task Stop()
    {
        await _end.CancelAsync();
        await _sending;
        await Task.WhenAll(_sent);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _end.Dispose();
    }

    private async Task SendAll()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!_end.IsCancellationRequested)
        {
            await tick.WaitForNextTickAsync();
            for (var due = (long)(_clock.Elapsed.TotalSeconds * _perSecond); _sent.Count < due;)
                _sent.Add(Send(_sent.Count));
        }
    }

    private async Task Send(long number)
    {
        var (planned, times) = (TimeSpan.FromSeconds(number / (double)_perSecond), _times);
        var body = Body(number);
        times.Sent(_clock.Elapsed - planned);
        var isTaken = false;
        try
        {
            isTaken = await _target.Deliver(body) == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // It counts as refused.
        }
        times.Ended(_clock.Elapsed - planned, isTaken);
    }

    private static byte[] Body(long number)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var isNew = number % 2 == 0;
        var user = isNew ? number : Math.Max(0, number - 1 - Back);
        var digits = user.ToString(CultureInfo.InvariantCulture);
        var person = new FakeUser($"user_2w{digits.PadLeft(25, '0')}")
        {
            LastName = string.Create(CultureInfo.InvariantCulture, $"Lovelace{number}"),
            Email = $"w{digits}@example.test",
            UpdatedAt = now,
        };
        return JsonSerializer.SerializeToUtf8Bytes(isNew ? Events.Created(person) : Events.Updated(person));
    }
}
