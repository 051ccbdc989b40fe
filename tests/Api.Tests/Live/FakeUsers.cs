using System.Collections.Concurrent;
using System.Reflection;
using System.Threading.Channels;

namespace OrleansUsers.Api.Tests;

/// <summary>
/// The cluster as one process that shows users live sees it: user grains that answer watches, or fail to, and push what they are told to
/// push.
/// </summary>
public class FakeUsers : DispatchProxy
{
    private readonly ConcurrentDictionary<string, UserUpdate> _states = new();
    private readonly Channel<string> _watches = Channel.CreateUnbounded<string>();
    private IUserObserver? _observer;

    /// <summary>Whether watches fail.</summary>
    public bool Fails { get; set; }

    public static (IGrainFactory Grains, FakeUsers Users) Start()
    {
        var grains = Create<IGrainFactory, FakeUsers>();
        return (grains, (FakeUsers)(object)grains);
    }

    /// <summary>What happens when somebody asks who holds a sign-in, and the answer.</summary>
    public Func<Task<TokenHolder?>> OnFind { get; set; } = () => Task.FromResult<TokenHolder?>(null);

    /// <summary>Stores a new state, of which nobody is told.</summary>
    public UserUpdate Store(string id, long version) =>
        _states[id] = new UserUpdate(id, version, new User
        {
            ExternalId = id,
            Provider = "clerk",
            Name = $"Ada {version}",
            TokenIdentifiers = [$"https://clerk.test|{id}"],
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Version = version,
        });

    /// <summary>A push that arrives.</summary>
    public Task Push(UserUpdate update) => _observer!.Changed(update);

    public Task Resubscribe(string id) => _observer!.Resubscribe(id);

    /// <summary>Whom the next watch was for, one that fails too.</summary>
    public async Task<string> Watched() => await _watches.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IGrainFactory.CreateObjectReference) => args![0],
        nameof(IGrainFactory.GetGrain) when targetMethod.ReturnType == typeof(ITokenGrain) => FakeGrain.Of<ITokenGrain>(_ => OnFind()),
        nameof(IGrainFactory.GetGrain) => FakeGrain.Of<IUserGrain>(watch => Watch(GrainKey.Decode((string)args![0]!), (UserWatch)watch!)),
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private async Task<UserUpdate?> Watch(string id, UserWatch watch)
    {
        // Answers come later, as from elsewhere.
        await Task.Yield();
        _observer = watch.Observer;
        await _watches.Writer.WriteAsync(id);
        if (Fails)
            throw new TimeoutException();
        var update = _states.GetValueOrDefault(id, new UserUpdate(id, 0, null));
        return update.Version > (watch.Known ?? -1) ? update : null;
    }
}

/// <summary>A grain of which only one thing is asked, with one argument at most.</summary>
public class FakeGrain : DispatchProxy
{
    private Func<object?, Task> _answer = null!;

    public static T Of<T>(Func<object?, Task> answer)
        where T : class
    {
        var grain = Create<T, FakeGrain>();
        ((FakeGrain)(object)grain)._answer = answer;
        return grain;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(args!.FirstOrDefault());
}
