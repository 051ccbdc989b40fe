using System.Text.Json.Nodes;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What happens to a webhook.</summary>
internal enum WebhookFate
{
    Lost,
    Delivered,
    Repeated,
    Late,
}

/// <summary>A change of a user at Clerk.</summary>
/// <param name="Kind"><c>created</c>, <c>updated</c> or <c>deleted</c>.</param>
/// <param name="User">Which user, as a number that is taken modulo the number of users.</param>
/// <param name="At">Before the answer to which request of the run it happens; 0 for before the run.</param>
internal sealed record ProviderChange(string Kind, int User, int At, WebhookFate Fate)
{
    public static readonly Gen<ProviderChange> Any = Gen.Select(
        Gen.OneOf("created", "updated", "updated", "deleted"),
        Gen.Int[0, 100_000],
        Gen.Int[0, 9],
        Gen.OneOf(WebhookFate.Lost, WebhookFate.Delivered, WebhookFate.Repeated, WebhookFate.Late),
        (kind, user, at, fate) => new ProviderChange(kind, user, at, fate));
}

/// <summary>A run during which users change.</summary>
/// <param name="deletedCursor">The user of the cursor of this request is deleted, and its webhook is lost.</param>
/// <param name="time">The next time at Clerk.</param>
internal sealed class ProviderHistory(SyncedClerk sync, IReadOnlyList<ProviderChange> changes, int deletedCursor, Func<long> time)
    : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<JsonNode> _late = [];
    private int _done;
    private int _requests;

    public async Task RunAsync()
    {
        var ordered = changes.OrderBy(change => change.At).ToList();
        await MakeAsync(ordered, upTo: 0);
        sync.Clerk.BeforeAnswer = async request =>
        {
            await _turn.WaitAsync();
            try
            {
                var number = ++_requests;
                if (number == deletedCursor && request.Parameter("starting_after") is { } cursor)
                    sync.Clerk.Delete(cursor);
                // The last part of a run begins. What happens from now on is for the next one.
                await MakeAsync(ordered, upTo: request.Target.Contains("offset=0&order_by=-updated_at", StringComparison.Ordinal)
                    && request.Parameter("limit") == "500" ? int.MaxValue : number);
            }
            finally
            {
                _turn.Release();
            }
        };
        var end = await sync.RunAsync(new { deleteMissing = true });
        sync.Clerk.BeforeAnswer = null;
        Assert.Equal("completed", (string?)end["state"]);
        foreach (var body in _late)
            Expect.Taken(await sync.App.DeliverAsync(body));
    }

    public void Dispose() => _turn.Dispose();

    private async Task MakeAsync(List<ProviderChange> ordered, int upTo)
    {
        while (_done < ordered.Count && ordered[_done].At <= upTo)
        {
            var change = ordered[_done++];
            var body = Make(change);
            for (var times = change.Fate switch { WebhookFate.Delivered => 1, WebhookFate.Repeated => 2, _ => 0 }; times > 0; times--)
                Expect.Taken(await sync.App.DeliverAsync(body));
            if (change.Fate == WebhookFate.Late)
                _late.Add(body);
        }
    }

    private JsonObject Make(ProviderChange change)
    {
        var (users, now) = (sync.Clerk.Users, time());
        var user = users[change.User % users.Count];
        switch (change.Kind)
        {
            case "created":
                return sync.Clerk.Events.Created(sync.Clerk.Add(FakeUser.New() with { CreatedAt = now, UpdatedAt = now }));
            case "updated":
                return sync.Clerk.Events.Updated(sync.Clerk.Change(user.Id, old => old with { LastName = $"At {now}", UpdatedAt = now }));
            default:
                sync.Clerk.Delete(user.Id);
                return sync.Clerk.Events.Deleted(user.Id);
        }
    }
}
