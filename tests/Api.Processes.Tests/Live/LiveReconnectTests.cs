using System.Net;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveReconnectTests(Apps apps)
{
    private const int Stories = 40;

    private static readonly Gen<(string[] Steps, bool IsDeleted)> Story = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const("change")),
            (1, Gen.Const("repeat")),
            (1, Gen.Const("store")),
            (3, Gen.Const("drop")),
            (4, Gen.Const("connect"))).Array[1, 25],
        Gen.Frequency((2, Gen.Const(false)), (1, Gen.Const(true))));

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Whatever_happens_between_a_client_ends_up_with_the_truth_and_hears_nothing_twice(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        // A failure prints the seed that brings its story back.
        await Story.SampleAsync(async story => await PlayAsync(app, story.Steps, story.IsDeleted), iter: Stories, threads: 4, print: Print);
    }

    private static async Task PlayAsync(Sandbox app, string[] steps, bool isDeleted)
    {
        var (user, caller) = await app.NewCallerAsync();
        await using var client = new Client(caller);
        var number = 0;
        foreach (var step in steps)
        {
            switch (step)
            {
                case "change": await app.ChangeAsync(user, ++number); break;
                case "repeat": await app.ChangeAsync(user, number); break;
                case "store": Expect.Ok(await caller.StoreAsync()); break;
                case "drop": await client.DropAsync(); break;
                default: await client.ConnectAsync(); break;
            }
        }
        if (isDeleted)
            Expect.Taken(await app.DeliverAsync(user.Deleted()));
        var truth = await caller.CurrentAsync();
        await client.ConnectAsync();
        await client.SeesAsync(truth.Status == HttpStatusCode.OK ? truth.Json!.ToJsonString() : null);
    }

    private static string Print((string[] Steps, bool IsDeleted) story) =>
        $"{string.Join(' ', story.Steps)}{(story.IsDeleted ? " delete" : "")}";

    /// <summary>A browser: it keeps what it was told last, and sends that event's id when it comes back.</summary>
    private sealed class Client(SignedIn caller) : IAsyncDisposable
    {
        private LiveClient? _live;
        private LiveEvent? _last;

        public async Task ConnectAsync()
        {
            await DropAsync();
            _live = await caller.OpenAsync(_last?.Id);
        }

        public async Task DropAsync()
        {
            if (_live is null)
                return;
            // What was on its way is lost with the connection, as in a browser.
            while (_live.Next() is { } heard)
                Hear(heard);
            await _live.DisposeAsync();
        }

        public async Task SeesAsync(string? truth)
        {
            while (_last is null || _last.User?.ToJsonString() != truth)
                Hear(await _live!.NextAsync());
        }

        public async ValueTask DisposeAsync() => await DropAsync();

        private void Hear(LiveEvent heard)
        {
            Assert.True(_last is null || heard.Version > _last.Version, $"{heard.Id} came after {_last?.Id}.");
            _last = heard;
        }
    }
}
