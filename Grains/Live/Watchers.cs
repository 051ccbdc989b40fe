using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace OrleansUsers.Grains;

/// <summary>The processes that show one user live.</summary>
internal sealed class Watchers(Func<UserNews> newest, ILogger logger)
{
    // Processes repeat their watch every minute: two may get lost on the way.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(150);

    // Most users have none.
    private ObserverManager<IUserObserver>? _observers;
    private Task _announcement = Task.CompletedTask;

    public void Add(IUserObserver observer) =>
        (_observers ??= new ObserverManager<IUserObserver>(Lease, logger)).Subscribe(observer, observer);

    /// <summary>Tells everybody the newest state, later: whoever waits for the write is answered first, and changes that come until then are told as one.</summary>
    public void Announce()
    {
        if (_observers is not null && _announcement.IsCompleted)
            _announcement = TellNewest();
    }

    public void Tell(Func<IUserObserver, Task> message) => _observers?.Notify(observer => { message(observer).Ignore(); });

    private async Task TellNewest()
    {
        await Task.Yield();
        var news = newest();
        Tell(observer => observer.Changed(news));
    }
}
