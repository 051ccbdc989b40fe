using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A program that sends its changes, and the receiver of them. A test says what is answered for its own users.</summary>
public sealed class SendingApp : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ForeignClient _foreign = ForeignClient.Start();

    /// <summary>Two secrets, as during a rotation.</summary>
    public IReadOnlyList<string> Secrets { get; } = [WebhookSignature.NewSecret(), WebhookSignature.NewSecret()];

    public FakeReceiver Receiver { get; } = new();

    public Sandbox App { get; private set; } = null!;

    public ForeignClient Foreign => _foreign;

    public async ValueTask InitializeAsync() => App = await Sandbox.StartAsync(
        _foreign, await UsersDatabase.CreateAsync(DatabaseKind.Sqlite), settings => settings.SendingTo(Receiver, [.. Secrets]));

    /// <summary>Waits until this version of the user has arrived.</summary>
    public Task ArrivesAsync(string userId, long version) => Receiver.ArrivesAsync(userId, version);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Receiver.DisposeAsync();
        await _foreign.DisposeAsync();
    }
}

/// <summary>The settings and signals of tests that send changes.</summary>
internal static class Sending
{
    public static readonly string Secret = WebhookSignature.NewSecret();

    public static ApiSettings SendingTo(this ApiSettings settings, FakeReceiver receiver, params string[] secrets) => settings
        .With("Changes__Url", $"http://127.0.0.1:{receiver.Port}/changes?key=sesame")
        .With("Changes__Secret", string.Join(' ', secrets.DefaultIfEmpty(Secret)));

    public static Task ArrivesAsync(this FakeReceiver receiver, string userId, long version) => receiver.UntilAsync(
        received => received.Any(change => change.UserId == userId && change.Version == version), SendingApp.Patience);

    /// <summary>Waits until each of these users has arrived in this version.</summary>
    public static Task AllArriveAsync(this FakeReceiver receiver, IEnumerable<string> userIds, long version, TimeSpan? patience = null)
    {
        var missing = userIds.ToHashSet();
        return receiver.UntilAsync(
            received =>
            {
                missing.ExceptWith(received.Where(change => change.Version == version).Select(change => change.UserId));
                return missing.Count == 0;
            },
            patience ?? SendingApp.Patience);
    }

    public static async Task<Person[]> NewUsersAsync(this Sandbox app, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var user = Person.New();
            Expect.Taken(await app.DeliverAsync(user.Created()));
            return user;
        }));

    /// <summary>The versions that arrived of a user, each only when it first did, are 1, 2, 3 and so on.</summary>
    public static void AssertInOrder(this FakeReceiver receiver, string userId, long last)
    {
        var versions = receiver.Of(userId).Select(change => change.Version).ToArray();
        Assert.Equal(Enumerable.Range(1, (int)last).Select(version => (long)version), versions.Distinct());
    }
}
