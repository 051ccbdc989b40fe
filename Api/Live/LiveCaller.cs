using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Timeouts;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Follows a caller's user as it changes: its own one, or the one the token identifier is linked to.</summary>
internal sealed class LiveCaller : IDisposable
{
    private readonly Caller _caller;
    private readonly LiveUsers _live;
    private readonly Users _users;
    private readonly TimeProvider _clock;
    private LiveUser _followed;
    private Task<LiveState?> _look = Task.FromResult<LiveState?>(null);
    private int _failures;

    private LiveCaller(Caller caller, LiveUsers live, Users users, TimeProvider clock, LiveUser own) =>
        (_caller, _live, _users, _clock, _followed) = (caller, live, users, clock, own);

    /// <summary>
    /// What was seen last; null when the token identifier is no longer that of the user it was linked to: then follow anew.
    /// </summary>
    public LiveState? Seen { get; private set; }

    /// <summary>Limits the live streams of the same user.</summary>
    public ConcurrencyLimiter Streams => _followed.Streams;

    private bool IsLinked => _followed.ExternalId != _caller.ExternalId;

    /// <summary>Within the request's own time; after that, it takes as long as it takes. Throws when the cluster does not answer.</summary>
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
        var following = new LiveCaller(caller, live, users, clock, await live.Join(caller.ExternalId));
        try
        {
            following.Seen = await following.Look();
            return following;
        }
        catch
        {
            following.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The newest state, as <see cref="Seen"/>. While the cluster does not answer, it is what was seen before, for a moment: a silo that
    /// dies takes the answer with it, and the next call finds another.
    /// </summary>
    public Task<LiveState?> LookAgain() => _look = Try();

    /// <summary>Leaves, once the last look has ended: it may still join somebody.</summary>
    public void Dispose() => _look.ContinueWith(
        _ => _live.Leave(_followed), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<LiveState?> Try()
    {
        try
        {
            Seen = await Look();
            _failures = 0;
        }
        catch (Exception failure)
        {
            var soon = Task.Delay(Backoff.After(_failures++), _clock);
            Seen = Seen! with { Over = Task.WhenAny(_followed.Changed, soon), Error = failure };
        }
        return Seen;
    }

    private async Task<LiveState?> Look()
    {
        // Taken before looking, so that no change is missed in between.
        var changed = _followed.Changed;
        var update = _followed.Latest!;
        if (IsLinked)
            return update.User is { } linked && _caller.IsOwn(linked) ? new LiveState(Marked(update), linked, changed) : null;
        if (update.User is { } user && _caller.IsOwn(user))
            return new LiveState(update.Version, user, changed);
        if (await _caller.FindHolder(_users) is not { User: not null } holder)
            return new LiveState(update.User is null ? update.Version : 0, null, changed);

        var own = _followed;
        _followed = await _live.Join(holder.ExternalId);
        _live.Leave(own);
        return await Look();
    }

    // Should the token identifier be linked to one user after another, the versions of the two must not be taken for each other.
    private static long Marked(UserUpdate update) =>
        (update.Version << 16) | BinaryPrimitives.ReadUInt16LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(update.ExternalId)));
}
