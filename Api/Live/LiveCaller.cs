using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Timeouts;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Follows the changes of a caller's user: the caller's own user, or the one that the token identifier is linked to.</summary>
internal sealed class LiveCaller : IDisposable
{
    private readonly Caller _caller;
    private readonly LiveUsers _live;
    private readonly Users _users;
    private readonly TimeProvider _clock;
    private LiveUser _followed;
    private Task<LiveState?> _read = Task.FromResult<LiveState?>(null);
    private int _failures;

    private LiveCaller(Caller caller, LiveUsers live, Users users, TimeProvider clock, LiveUser own) =>
        (_caller, _live, _users, _clock, _followed) = (caller, live, users, clock, own);

    /// <summary>
    /// The state that was read last. Null when the token identifier is no longer linked to the followed user; a new
    /// <see cref="LiveCaller"/> is needed then.
    /// </summary>
    public LiveState? State { get; private set; }

    /// <summary>Limits the live streams of the same user.</summary>
    public ConcurrencyLimiter Streams => _followed.Streams;

    private bool IsLinked => _followed.ExternalId != _caller.ExternalId;

    /// <summary>
    /// Starts to follow the caller's user within the time limit of the request, and then lifts that limit. Throws when the cluster does not
    /// answer.
    /// </summary>
    public static async Task<LiveCaller> Follow(Caller caller, LiveUsers live, Users users, TimeProvider clock, HttpContext context)
    {
        var starting = Start(caller, live, users, clock);
        try
        {
            var following = await starting.WaitAsync(context.RequestAborted);
            context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            return following;
        }
        catch (OperationCanceledException)
        {
            _ = starting.ContinueWith(late => late.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
    }

    private static async Task<LiveCaller> Start(Caller caller, LiveUsers live, Users users, TimeProvider clock)
    {
        var following = new LiveCaller(caller, live, users, clock, await live.AddReader(caller.ExternalId));
        try
        {
            following.State = await following.Read();
            return following;
        }
        catch
        {
            following.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the newest state into <see cref="State"/>. When the cluster does not answer, it is the last state with an error, to be read
    /// again after a short wait: a call fails when the silo dies that it went to, and the next one reaches another silo.
    /// </summary>
    public Task<LiveState?> ReadAgain() => _read = TryRead();

    /// <summary>Stops following the user when the last read has ended: that read may still switch to another user.</summary>
    public void Dispose() => _read.ContinueWith(
        _ => _live.RemoveReader(_followed), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<LiveState?> TryRead()
    {
        try
        {
            State = await Read();
            _failures = 0;
        }
        catch (Exception failure)
        {
            var retry = Task.Delay(Backoff.After(_failures++), _clock);
            State = State! with { Stale = Task.WhenAny(_followed.Changed, retry), Error = failure };
        }
        return State;
    }

    private async Task<LiveState?> Read()
    {
        // Taken before the state is read, so that no change in between is missed.
        var changed = _followed.Changed;
        var update = _followed.Latest!;
        if (IsLinked)
            return update.User is { } linked && _caller.IsOwn(linked) ? new LiveState(IdOf(update), linked, changed) : null;
        if (update.User is { } user && _caller.IsOwn(user))
            return new LiveState(update.Version, user, changed);
        if (await _caller.FindHolder(_users) is not { User: not null } holder)
            return new LiveState(update.User is null ? update.Version : 0, null, changed);

        var own = _followed;
        _followed = await _live.AddReader(holder.ExternalId);
        _live.RemoveReader(own);
        return await Read();
    }

    // A token identifier may be linked to one user and later to another. Equal versions of the two must not give the same id.
    private static long IdOf(UserUpdate update) =>
        (update.Version << 16) | BinaryPrimitives.ReadUInt16LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(update.ExternalId)));
}
