using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Timeouts;

namespace OrleansUsers.Api;

/// <summary>What a caller's user looks like at a moment.</summary>
/// <param name="Id">Tells this state from every other of this sign-in, and grows with each change.</param>
/// <param name="User">Null while the caller is not stored, and once it is deleted.</param>
/// <param name="Over">Completes when it is time to look again.</param>
internal sealed record LiveState(long Id, User? User, Task Over);

/// <summary>Follows a caller's user as it changes: its own one, or the one the sign-in is linked to.</summary>
internal sealed class LiveCaller : IDisposable
{
    private readonly Caller _caller;
    private readonly LiveUsers _users;
    private readonly IGrainFactory _grains;
    private LiveUser _followed;

    private LiveCaller(Caller caller, LiveUsers users, IGrainFactory grains, LiveUser own) =>
        (_caller, _users, _grains, _followed) = (caller, users, grains, own);

    /// <summary>The places for live streams of the same user.</summary>
    public Places Streams => _followed.Streams;

    private bool IsLinked => _followed.ExternalId != _caller.ExternalId;

    /// <summary>Within the request's own time; after that, it takes as long as it takes. Throws when the cluster does not answer.</summary>
    public static async Task<LiveCaller> Follow(Caller caller, LiveUsers users, IGrainFactory grains, HttpContext context)
    {
        var starting = Start(caller, users, grains);
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

    private static async Task<LiveCaller> Start(Caller caller, LiveUsers users, IGrainFactory grains)
    {
        var following = new LiveCaller(caller, users, grains, await users.Join(caller.ExternalId));
        try
        {
            await following.Look();
            return following;
        }
        catch
        {
            following.Dispose();
            throw;
        }
    }

    /// <summary>The newest state; null when the sign-in is no longer that of the user it was linked to: then follow anew.</summary>
    public async Task<LiveState?> Look()
    {
        // Taken before looking, so that no change is missed in between.
        var changed = _followed.Changed;
        var news = _followed.News!;
        if (IsLinked)
            return news.User?.TokenIdentifiers.Contains(_caller.TokenIdentifier) == true ? new LiveState(Marked(news), news.User, changed) : null;
        if (news.User is { } user && _caller.IsOwn(user))
            return new LiveState(news.Version, user, changed);
        if (await _grains.GetToken(_caller.TokenIdentifier).Find() is not { User: not null } holder)
            return new LiveState(news.User is null ? news.Version : 0, null, changed);

        var own = _followed;
        _followed = await _users.Join(holder.ExternalId);
        _users.Leave(own);
        return await Look();
    }

    public void Dispose() => _users.Leave(_followed);

    // Should the sign-in be linked to one user after another, the versions of the two must not be taken for each other.
    private static long Marked(UserNews news) =>
        (news.Version << 16) | BinaryPrimitives.ReadUInt16LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(news.ExternalId)));
}
