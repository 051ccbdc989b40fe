using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Grains.Tests;

public class BatcherTests
{
    private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string[]> _batches = [];
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Requests_that_arrive_during_a_batch_make_the_next_one_sorted_and_with_each_key_once()
    {
        var commit = Commit(batch => batch);
        var first = commit.Send("z");
        await _underWay.Task;
        var rest = new[] { "c", "a", "b", "a" }.Select(commit.Send).ToArray();
        _first.SetResult();

        Assert.Equal("z", await first);
        Assert.Equal(["c", "a", "b", "a"], await Task.WhenAll(rest));
        Assert.Equal(["z", "a b c", "a"], _batches.Select(batch => string.Join(' ', batch)));
    }

    [Fact]
    public async Task Requests_that_share_answers_are_in_a_batch_once_for_each_key()
    {
        var reads = new Batcher<string, string>(key => key, Run(batch => batch.Contains("bad") ? throw new FormatException() : batch),
            sharesAnswers: true);
        var first = reads.Send("z");
        await _underWay.Task;
        var rest = new[] { "c", "a", "z", "a" }.Select(reads.Send).ToArray();
        _first.SetResult();

        Assert.Equal("z", await first);
        Assert.Equal(["c", "a", "z", "a"], await Task.WhenAll(rest));
        Assert.Equal(["z", "a c z"], _batches.Select(batch => string.Join(' ', batch)));
        Assert.All(await Task.WhenAll(new[] { "bad", "bad" }.Select(Fault)), fault => Assert.IsType<FormatException>(fault));

        async Task<Exception?> Fault(string key) => await Record.ExceptionAsync(() => reads.Send(key));
    }

    [Fact]
    public async Task A_fault_of_one_request_fails_no_other_request()
    {
        var commit = Commit(batch => batch.Contains("bad") ? throw new FormatException() : batch);
        var first = commit.Send("first");
        await _underWay.Task;
        var (good, bad) = (commit.Send("good"), commit.Send("bad"));
        _first.SetResult();

        await Assert.ThrowsAsync<FormatException>(() => bad);
        Assert.Equal(["first", "good"], [await first, await good]);
    }

    [Fact]
    public async Task A_fault_of_the_database_fails_the_whole_batch_and_the_next_batch_is_served()
    {
        var commit = Commit(batch => batch.Contains("down") ? throw new IOException() : batch);
        var first = commit.Send("first");
        await _underWay.Task;
        var lost = new[] { commit.Send("down"), commit.Send("with it") };
        _first.SetResult();

        await first;
        foreach (var one in lost)
            await Assert.ThrowsAsync<IOException>(() => one);
        Assert.Equal("up", await commit.Send("up"));
    }

    [Fact]
    public async Task More_than_can_be_served_in_time_is_refused_at_once()
    {
        var commit = Commit(batch => batch);
        var waiting = new List<Task<string>>();

        Assert.Throws<StoreOverloadedException>(() =>
        {
            for (var n = 0; n < 30_000; n++)
                waiting.Add(commit.Send($"{n}"));
        });
        _first.SetResult();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_request_whose_caller_has_given_up_is_not_served_before_those_that_still_wait()
    {
        var commit = Commit(batch => batch);
        var first = commit.Send("first");
        await _underWay.Task;
        var late = Enumerable.Range(0, 5_000).Select(n => commit.Send($"late {n}")).ToArray();
        _clock.Advance(TimeSpan.FromSeconds(7));
        var next = commit.Send("next");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _first.SetResult();

        Assert.Equal(["first", "next"], [await first, await next]);
        Assert.Equal(["first", "next"], _batches.Select(batch => string.Join(' ', batch)));
        foreach (var one in late)
            await Assert.ThrowsAsync<StoreOverloadedException>(() => one);
    }

    [Fact]
    public async Task A_batch_is_bounded_by_the_size_of_its_requests_and_holds_one_at_least()
    {
        // Half of the bound each, but for one that is larger than it.
        var commit = Commit(batch => batch, request => request == "huge" ? 20_000_000 : 4 << 20);
        var first = commit.Send("first");
        await _underWay.Task;
        var rest = new[] { "d", "a", "a", "huge", "b", "a", "c" }.Select(commit.Send).ToArray();
        _first.SetResult();

        await Task.WhenAll([first, .. rest]);
        Assert.Equal(["first", "a d", "a huge", "a b", "c"], _batches.Select(batch => string.Join(' ', batch)));
    }

    private Batcher<string, string> Commit(
        Func<IReadOnlyList<string>, IReadOnlyList<string>> work, Func<string, int>? size = null) =>
        new(request => request, Run(work), fault => fault is FormatException, size: size, clock: _clock);

    // The first batch waits for the test. The requests that are sent meanwhile make the second batch.
    private Func<IReadOnlyList<string>, Task<IReadOnlyList<string>>> Run(Func<IReadOnlyList<string>, IReadOnlyList<string>> work) =>
        async batch =>
        {
            _batches.Add([.. batch]);
            _underWay.TrySetResult();
            await _first.Task;
            return work(batch);
        };
}
